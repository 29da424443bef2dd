// @ts-check
// What is on the map as a table, for those who read rather than look.

import { whole } from "./exact.js";
import { fitTables } from "./cards.js";
import { carded, el, headRow, scrolling } from "./dom.js";
import { dwellingsOf, isThere, siteTold } from "./mapmarks.js";
import { ROWS_AT_ONCE } from "./table.js";
import { grouped } from "./words.js";
/** @import { MapView, Page, PlaceMap, SchoolSeats } from "./types.js" */

/**
 * @param {Page} page
 * @param {MapView} view
 */
export function mapTable(page, view) {
  const { data, say } = page;
  const body = el("tbody");
  const more = el("button", { type: "button", onclick: () => { room += ROWS_AT_ONCE; fill(); } });
  /** @type {[string, boolean?][]} */
  const columns = [[say("name")], [say("map.kind")], [say("area")], [say("map.size"), true], [say("map.state")], [say("map.lon"), true], [say("map.lat"), true]];
  const table = el("table", { id: "map-table", class: "cards" }, el("caption", { class: "quiet" }), headRow(columns), body);
  const element = el("details", { ontoggle: () => fill() }, el("summary", {}, say("map.table")), scrolling(say("map.table"), table), more);
  let room = ROWS_AT_ONCE;
  /** @type {() => string[][]} */
  let rows = () => [];

  function fill() {
    if (!element.open) return;
    const all = rows();
    body.replaceChildren(...all.slice(0, room).map((cells) => carded(el("tr", {}, cells.map((text, n) => (n ? el("td", { class: columns[n][1] ? "number" : null }, text) : el("th", { scope: "row" }, text)))), columns)));
    more.hidden = all.length <= room;
    more.textContent = say("table.more", { n: Math.min(all.length - room, ROWS_AT_ONCE) });
    if (table.caption) table.caption.textContent = say("map.title", { stage: data.stages[view.stage].label, year: view.year });
    fitTables(page.paper);
  }
  return {
    element,
    /**
     * @param {SchoolSeats} seats
     * @param {(zone: string) => string} zoneTold
     * @param {(area: number) => string} areaTold
     */
    update(seats, zoneTold, areaTold) {
      rows = () => (data.map ? rowsOf(data.map, view, seats, page, zoneTold, areaTold) : []);
      fill();
    },
  };
}

/**
 * Areas, zones, schools, estates and sites, a row each.
 * @param {PlaceMap} map
 * @param {MapView} view
 * @param {SchoolSeats} seats
 * @param {Page} page
 * @param {(zone: string) => string} zoneTold
 * @param {(area: number) => string} areaTold
 */
function rowsOf(map, view, seats, { data, say }, zoneTold, areaTold) {
  /** @param {number | null} area */
  const areaName = (area) => (area === null ? "" : data.areas[area]);
  /** @param {number} degrees */
  const degree = (degrees) => degrees.toFixed(5);
  const areas = map.shapes.filter((shape) => shape.area !== null).map((shape) => [shape.name, say("map.row.area"), "", "", areaTold(shape.area ?? 0), "", ""]);
  const bare = map.areas.map((spot) => [spot.name, say("map.row.area"), "", "", areaTold(spot.area ?? 0), degree(spot.lon), degree(spot.lat)]);
  const zones = map.zones.map((spot) => [spot.name, say("map.row.zone"), areaName(spot.area), "", zoneTold(spot.name), degree(spot.lon), degree(spot.lat)]);
  const schools = map.schools.map(([n, lon, lat]) => {
    const school = data.schools[n];
    const parts = data.stages.map((stage, s) => [stage.label, whole(seats.get(school.id)?.[s] ?? 0)]).filter(([, count]) => Number(count) > 0);
    const size = parts.map(([label, count]) => `${label} ${grouped(Number(count))}`).join(say("list"));
    const state = say(parts.length ? (isThere(school) ? "map.there" : "map.planned") : "map.not_now");
    return [school.name ?? school.id, say("map.row.school"), areaName(school.area), size, state, degree(lon), degree(lat)];
  });
  const estates = map.estates.map((spot) => {
    const { all, done } = dwellingsOf(spot, view);
    return [spot.name, say("map.row.estate"), areaName(spot.area), say("map.dwellings", { n: all }), say("map.done", { n: done, year: view.year }), degree(spot.lon), degree(spot.lat)];
  });
  const sites = map.sites.map((spot) => [spot.name, say("map.row.site"), areaName(spot.area), "", siteTold(spot, say), degree(spot.lon), degree(spot.lat)]);
  return [...areas, ...bare, ...zones, ...schools, ...estates, ...sites];
}
