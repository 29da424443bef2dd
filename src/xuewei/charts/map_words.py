"""Words of a map, on the page and as a picture, Chinese and English side by side."""

from __future__ import annotations

from xuewei.language.words import Words

ON_MAPS = (
    "told.area", "key.there", "key.planned", "key.seats", "key.reach", "key.estate", "key.estate.planned", "key.site",
    "key.zone", "shortened", "north", "km", "metres", "below", "above", "between",
)  # fmt: skip
"""What both say; the page's script fills it in."""
MAP: dict[str, tuple[str, str]] = {
    "title": ("学校地图，{year} 学年", "Map of schools, {year}"),
    # on the map
    "told.area": ("{area} {balance}", "{area} {balance}"),
    "key.there": ("{stage}，已投用", "{stage}, open"),
    "key.planned": ("{stage}，按方案投用", "{stage}, as planned"),
    "key.seats": ("{n:,} 个学位", "{n:,} seats"),
    "key.reach": ("服务半径", "service distance"),
    "key.estate": ("小区，按套数", "estate, by dwellings"),
    "key.estate.planned": ("小区，这一年还没有建成的", "estate, none completed yet"),
    "key.site": ("备选点", "candidate site"),
    "key.zone": ("学区起始年级：{level}", "entry grade of a zone: {level}"),
    "north": ("北", "N"),
    "km": ("{n} 公里", "{n} km"),
    "metres": ("{n} 米", "{n} m"),
    "below": ("低于 {n}%", "below {n}%"),
    "above": ("{n}% 以上", "{n}% and above"),
    "between": ("{low}% 至 {high}%", "{low}% to {high}%"),
    "shares": ("余缺 ÷ 需求 {text}", "balance ÷ demand {text}"),
    # what a panel says
    "balance.short": ("{area}缺 {n:,}", "{area} short {n:,}"),
    "balance.spare": ("{area}余 {n:,}", "{area} spare {n:,}"),
    "balance.even": ("{area}持平", "{area} even"),
    "short.some": ("缺：{parts}", "short: {parts}"),
    "short.more": ("缺：{parts}，另有 {more:,} 个区域", "short: {parts}; further areas: {more:,}"),
    "short.none": ("各区域都不缺", "no area is short"),
    # notes
    "names": ("、", ", "),
    "lacking.schools": ("{n:,} 所学校没有坐标（lon、lat），不在图上：{names}等。", "{n:,} schools have no coordinates (lon, lat) and are not on the map: {names} and others."),
    "lacking.all.schools": ("{n:,} 所学校没有坐标（lon、lat），不在图上：{names}。", "{n:,} schools have no coordinates (lon, lat) and are not on the map: {names}."),
    "lacking.estates": ("{n:,} 个小区没有坐标（estates.csv 的 lon、lat），不在图上：{names}等。", "Estates without coordinates (lon, lat in estates.csv), not on the map: {n:,}, {names} and others."),
    "lacking.all.estates": ("{n:,} 个小区没有坐标（estates.csv 的 lon、lat），不在图上：{names}。", "Estates without coordinates (lon, lat in estates.csv), not on the map: {n:,}, {names}."),
    "system": ("边界出自 {file}，坐标系 {system}。", "Boundaries: {file}, in {system}."),
    "system.unsaid": ("边界出自 {file}，没有写坐标系，按 WGS84；若是高德等的火星坐标，加 --boundaries-crs GCJ02。", "Boundaries: {file}, which says no system: taken for WGS84. If they are in GCJ-02, give --boundaries-crs GCJ02."),
    "system.gcj02": ("边界出自 {file}，由 GCJ-02（火星坐标）换算成 WGS84。", "Boundaries: {file}, turned from GCJ-02 into WGS84."),
    "against": ("文件 {file} 自己写的坐标系是 {own}，这里按 {option} 当作 {system}，两者相差 300–700 米：文件写得对，就去掉这个选项。", "{file} itself says {own}; {option} takes it for {system}, 300 to 700 m from that: leave the option out if the file is right."),
    "unused": ("{file} 里另有 {n:,} 块没有画：{names}，不是方案的区域或学区；若是，名称要写得一样（方案的 areas、学校的 zone、zones.csv）。", "Features of {file} that are not drawn: {n:,}, {names}, no area or zone of the plan by name; if they are one, write both alike (areas and zone of schools in the plan, zones.csv)."),
    "bare": ("{n:,} 个学区在 {file} 里没有边界：{names}；图形的属性写上学区名就会画出。", "Zones without a boundary in {file}: {n:,}, {names}; a feature is drawn for one whose name is among its properties."),
    "some": ("{names}等", "{names} and others"),
    "system.none": ("边界（{file}）不是经纬度，也没有写坐标系：学校等不能画在上面；请带坐标系重新导出，或用 --boundaries-crs 说明。", "Boundaries ({file}) are no degrees and name no system, so schools and other places cannot be set on them: export them with their system."),
    "joined": ("{n:,} 个区域（学区）的边界由几块合成：{names}。", "Boundaries of several features, joined: {n:,}, {names}."),
    "middles.areas": ("没有边界的区域，画在各自有坐标的学校按学位加权的中间。", "Areas without a boundary stand in the middle of their schools that have coordinates, weighted by seats."),
    "middles.zones": ("没有边界、也没有写中心（zones.csv 的 lon、lat）的学区，画在各自有坐标的学校按学位加权的中间。", "Zones without a boundary and without a centre (lon, lat in zones.csv) stand in the middle of their schools that have coordinates, weighted by seats."),
    "sites": ("备选点：{parts}。", "Candidate sites: {parts}."),
    "site.of": ("{short} {name}", "{short} {name}"),
    "sites.more": ("另有 {n:,} 处", "{n:,} more"),
    "outside": ("{n:,} 所学校在所有边界之外：{names}；请核对坐标（lon、lat）与边界。", "Schools beyond all boundaries: {n:,}, {names}; check their coordinates (lon, lat) and the boundaries."),
    "near": ("边界里没有学区 {zone}，有一个相近的名称 {name}：若是同一个，请写成一样。", "No boundary is named {zone}, one much alike is {name}: write both alike if they are the same."),
    "shortened": ("学区名省去各名都有的字：{short} 即 {name}。", "Names of zones without what all have in common: {short} is {name}."),
    "year.why": ("{year} 年：今后{area}{stage}最紧的一年（余缺 ÷ 需求 {share:.1%}）；换一年用 --year。", "{year}: the tightest year ahead, {stage} in {area} (balance ÷ demand {share:.1%}); --year shows another."),
    "reach": ("服务半径（步行）：{parts}；圈的半径为它 ÷ 绕行系数 {detour:g}（政策口径 walking）。", "Service distances on foot: {parts}; circles have them ÷ the detour of {detour:g} as radius (walking in the policy rules)."),
    "reach.of": ("{stage} {metres:,.0f} 米", "{stage} {metres:,.0f} m"),
}  # fmt: skip

say = Words(MAP).say
