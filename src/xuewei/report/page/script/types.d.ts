// What the page is given and what its parts hand each other; figures.py and told.py write what `Data` names.

export type Path = "low" | "medium" | "high";
/** Numbers under each path of births and of net migration; null where it cannot be computed. */
export type ByPath = Record<Path, Record<Path, number[] | null>>;
export type Alert = "red" | "yellow" | "green" | "surplus" | "baseline";
/** What the band of demand says of the seats: enough, may be short, short very likely. */
export type BandAlert = "green" | "yellow" | "red";
export type Rule = "listed" | "balanced" | "written";
/** The sentence of a key in the language of the page, with its values. */
export type Say = (key: string, values?: Record<string, unknown>) => string;

export interface Stage {
  name: string;
  label: string;
  grades: number;
  classSize: number;
}

/** A conversion of seats of one stage into another's; all that are there where no number is given. */
export interface Turn {
  year: number;
  origin: string;
  target: string;
  seats: number | null;
}

/** A school of the plan; what nobody wrote is left out. */
export interface School {
  id: string;
  name?: string;
  type: string;
  area: number;
  seats?: Record<string, number>;
  removes?: Record<string, number>;
  planned?: number;
  opens?: number;
  closes?: number;
  until?: number;
  fill?: string;
  convert?: Turn[];
  counted?: boolean;
  existing?: boolean;
  cancelled?: boolean;
  status: string;
  statusLabel: string;
  /** The share of its seats that is within the size cap of its type. */
  within: number;
  founder?: string;
  cost?: number;
  /** What it costs in 10,000 yuan. */
  wan?: number;
  basis?: string;
  basisLabel?: string;
  note?: string;
}

/** What the ledger asks of a school. */
export type LedgerSchool = Pick<School, "seats" | "removes" | "planned" | "opens" | "closes" | "until" | "fill" | "convert" | "status" | "within">;

/** A scenario that came with the page: whole seats and children by stage, area and year, one after the other. */
export interface World {
  name: string;
  years: number[];
  areas: string[];
  stages: { name: string }[];
  seats: number[];
  demand: number[];
  cost: number | null;
}

/** The outline of an area, or of a zone (area null): rings of x, y, x, y … */
export interface Outlines {
  name: string;
  area: number | null;
  rings: number[][];
}

/** A place in degrees; dwellings by calendar year of completion, seats by label of a stage. */
export interface Spot {
  name: string;
  area: number | null;
  lon: number;
  lat: number;
  dwellings?: [number, number][];
  seats?: [string, number][];
  /** What stands beside a site's mark. */
  short?: string;
}

/** What is on the map, inside a box of west, south, east, north. Schools are numbers of the list with their points. */
export interface PlaceMap {
  box: [number, number, number, number];
  /** The box that holds the circles of how far children walk, too. */
  around: [number, number, number, number];
  stretch: number;
  degrees: boolean;
  shapes: Outlines[];
  schools: [number, number, number][];
  zones: Spot[];
  areas: Spot[];
  estates: Spot[];
  sites: Spot[];
  /** By stage: metres in a straight line within which children have a school; null where no rule says it. */
  reach: (number | null)[];
  notes: string[];
  /** Names of what has no coordinates. */
  lacking: string[];
  /** Names of zones without what all have in common. */
  short: Record<string, string>;
}

/** What the map shows: layers are schools, zones, estates, sites, reach, others (schools of other stages). */
export interface MapView {
  stage: number;
  year: number;
  layers: Set<string>;
}

/** From degrees to pixels; `metre` is how many pixels one is long, 0 where that is not known, `largest` half of the largest mark. */
export interface MapFrame {
  width: number;
  height: number;
  across: number;
  metre: number;
  largest: number;
  x(lon: number): number;
  y(lat: number): number;
}

/** Seats by id of a school, one number a stage. */
export type SchoolSeats = Map<string, number[]>;

/** The plan and what it asks of every school. */
export interface Plan {
  lag: number;
  fill: string;
  delivered: number;
  births: Path;
  migration: Path;
  cost: number | null;
  costNote: string;
}

/** Lists “by stage and area” hold stage by stage the value of every area. */
export interface Written {
  lang: string;
  title: string;
  laid: string[];
  source: string;
  assumptions: string[][];
  sources: string[][];
  /** Of the plan as it is: grades that are short, planned and delivered, what to do, and the projects of that by name. */
  resting: { grades: string[]; pair: string[]; todo: string[]; projects: Projects[] };
  /** Which candidate sites to take, in sentences and tables; null where there are none. */
  choice: { lines: string[]; tables: ChoiceTable[]; notes: string[] } | null;
  notes: string[];
  words: Record<string, string>;
  /** Years whose seats are known, and the first and the last of those shown. */
  years: number[];
  shown: [number, number];
  areas: string[];
  stages: Stage[];
  plan: Plan;
  /** The school year of the day on which the page was made; null where no day is given. */
  now: number | null;
  /** The share of its census area that each area is. */
  shares: number[];
  base: { year: number; told: number; rules: Rule[]; written: (number | null)[]; words: string; always: string; crowding: number };
  alerts: { yellow: number; red: number; surplus: number };
  schools: School[];
  /** Schools on record as open, how many of them are projects, and how many projects have no record of progress; null
   * where the record says nothing else than the plan. */
  held: { schools: School[]; counted: number; unknown: number } | null;
  /** Of demand without estates, numbers of series in `pool`, by stage and area, under each path of births and of net
   * migration; in `scoped` those of demand at no share of the census area, then of what a share of 1 adds (null: demand
   * is in proportion to it, or stays). */
  demand: { pool: string; at: ByPath; scoped: ByPath | null };
  scaled: boolean[];
  /** The last year that is no forecast, by stage and area. */
  known: number[];
  /** Rows of ends of bands as factors on demand, by year; their numbers, as those of the series of demand, by stage and
   * area, and those of `all` areas together by stage. */
  bands: {
    level: number;
    kinds: ([number, number] | null)[][];
    at: ByPath;
    all: ByPath;
    /** Why a year has no band (null: it has one), by year; the numbers of these rows by stage and area. */
    reasons: (string | null)[][];
    lacking: number[];
    /** Years of pupils in a row that a band of a record needs. */
    needed: number;
  } | null;
  estates: Estates | null;
  worlds: World[];
  map: PlaceMap | null;
  /** Only where the plan knows more than the balance. */
  beside?: Beside;
}

/** Alerts by zone and by area, schools in use, the balance by grade; what a plan does not know is empty. */
export interface Beside {
  alerts: Alerts[];
  use: { title: string; sentences: string[]; table: SheetTable; notes: string[] } | null;
  grades: { sentences: string[]; tables: SheetTable[]; notes: string[] } | null;
  /** Classes, teachers and money. */
  needs: { sentences: string[]; tables: SheetTable[]; notes: string[] } | null;
  words: Record<string, string>;
}

/** Alerts by zone or by area; `levels` are keys and words of levels, `few` and `unknown` stand for numbers. */
export interface Alerts {
  by: string;
  label: string;
  title: string;
  years: number[];
  sentences: string[];
  names: string[];
  tables: AlertTable[];
  means: string[];
  /** Shortages whose remedy is not told. */
  meansLeft: number;
  notes: string[];
  levels: [string, string][];
  few: string;
  unknown: string;
}

/**
 * One stage by year and place, the places as numbers of names; children are null where unknown, −1 where few, −2 where
 * few of a zone would follow from them; levels are places in the list of levels.
 */
export interface AlertTable {
  stage: string;
  /** Children of a class of the first grade. */
  size: number;
  places: number[];
  children: (number | null)[][];
  /** Children outside the count, where there are any. */
  others?: (number | null)[][];
  intake: number[][];
  levels: number[][];
}

/** A table of texts; `bad` are the cells of each row that tell of a shortage. */
export interface SheetTable {
  title: string;
  heads: [string, boolean][];
  rows: string[][];
  bad: number[][];
  notes: string[];
}

/** Years since completion, and a value at each. */
export type Course = number[][];

/** New estates: those that controls can move, and all parts with what their pupils are counted by. */
export interface Estates {
  list: Estate[];
  /** Estates of which no part is to come. */
  done: string[];
  counted: string | null;
  /** The first year of the demand, and how many it has. */
  first: number;
  count: number;
  /** Years of written net migration. */
  written: number[];
  /** The stages of which estates have pupils. */
  stages: number[];
  /** By these stages and area: the last year that is no forecast, and the one after which estates count. */
  last: number[][];
  /** Stage, area and year of demand that was forecast elsewhere. */
  given: number[][];
  /** By kind and stage: the course of pupils for each dwelling, and what it is times; null without one. */
  yields: (number[] | null)[][];
  parts: EstatePart[];
  courses: Course[];
  after: Following[];
  /** By these stages, area and grade, numbers of series over all years of who arrives by net migration. */
  arrives: { pool: string; at: ByPath } | null;
}

/** An estate of the list: its dwellings that are to come, and the first and the last year of these. */
export interface Estate {
  id: string;
  name: string;
  area: number;
  dwellings: number;
  years: number[];
  /** Whether it only says where people go who arrive by net migration. */
  within: boolean;
}

/** Dwellings of an estate that are completed in a year; `estate` is its place in the list (null: it cannot be moved). */
export interface EstatePart {
  estate: number | null;
  area: number;
  completes: number;
  dwellings: number;
  curve: number;
  kind: number;
}

/** How a stage changes with the last grade of the one before it. */
export interface Following {
  stage: number;
  before: number;
  step: number;
  /** Entrants for each leaver of the year before, by year; areas have the row `at`. */
  rates: number[][];
  at: number[];
  stays: number[];
  /** From, to, share of those who are at school elsewhere. */
  mixing: number[][] | null;
  /** An area, its first year with leavers, and what those of the years before are of these. */
  lent: [number, number, number[]][];
}

/** Where the control of an estate stands: years later, the share of its dwellings that is built, whether it counts. */
export interface EstateSetting {
  lag: number;
  share: number;
  on: boolean;
}

/** What is written into the page, with its series unpacked. */
export type Data = Written & { series: Float64Array; arriving: Float64Array };

/** Projects by name, as texts. */
export interface Projects {
  title: string;
  heads: [string, boolean][];
  rows: string[][];
  rule: string;
}

/** A table of candidate sites, as texts. */
export interface ChoiceTable {
  title: string;
  heads: [string, boolean][];
  rows: string[][];
  notes: string[];
}

/** Where the controls stand. */
export interface Setting {
  lag: number;
  births: Path;
  migration: Path;
  scope: number | null;
  off: Set<string>;
  /** As the list of estates. */
  estates: EstateSetting[];
}

export type Reason = "opens" | "removes" | "converts" | "closes";

/** A dated row of the ledger; grade null spreads its seats over all grades. */
export interface Row {
  year: number;
  stage: string;
  grade: number | null;
  seats: number;
  usable: number;
  reason: Reason;
}

/** A row of the ledger with its school: seats that come to, or go from, a stage of an area. */
export interface Movement extends Omit<Row, "stage"> {
  stage: number;
  area: number;
  school: School;
}

/** One area, stage and year in whole seats and children. */
export interface Line extends Total, Band {
  area: number;
  stage: number;
  rate: number | null;
  alert: Alert;
}

/** The ends of the band of demand, the balance at them, the least at the highest demand, and what that says. */
export interface Band {
  low: number | null;
  high: number | null;
  least: number | null;
  most: number | null;
  bandAlert: BandAlert | null;
}

/** What can be added up over areas. `pupils` is the demand unrounded, `ofAll` the ends of the band of all areas. */
export interface Total {
  year: number;
  seats: number;
  demand: number;
  balance: number;
  classes: number;
  usable: number;
  /** Seats on record as open. */
  held: number;
  pupils?: number;
  ofAll?: [number, number] | null;
}

/** Totals of all areas; `need` leaves out what is to spare. */
export type Together = Total & Band & { need: number; rate: number | null };

/** What charts and rows of a stage need of a line. */
export type Shown = Total & Band & Pick<Line, "rate">;

/** Lines by stage, area and year. */
export interface Outcome {
  lines: Line[][][];
  moves: Movement[];
}

/** A scenario of the comparison, its totals by stage and year. */
export interface Scenario {
  name: string;
  lines: Total[][][];
  cost: number | null;
  drop?: number;
}

/** What the parts of the page share. */
export interface Page {
  data: Data;
  say: Say;
  setting: Setting;
  view: { first: number; last: number; area: number | null };
  outcome: Outcome;
  planOutcome: Outcome;
  /** Whether the page is being printed. */
  paper: boolean;
  change(parts: Partial<Setting>): void;
  look(parts: Partial<Page["view"]>): void;
  inYears(year: number): boolean;
  linesOf(stage: number, area: number): Line[];
  lineAt(stage: number, area: number, year: number): Line;
  shownLines(stage: number): Shown[];
  areaName(): string;
  moves(stage: number): Movement[];
  settingWords(): string;
  cost(): number | null;
}

/** A part of the page that follows the controls. */
export interface Part {
  element: Element;
  update(): void;
}

/** A column of the table: what a line shows there, and what it is sorted by. */
export interface Column {
  key: string;
  label: string;
  number?: boolean;
  worth(line: Line): number | string;
  shown(line: Line): string;
  /** How its cells look; without it, as its key and what is short say. */
  kind?(line: Line): string | null;
}

/** A column of a band, in tables of all kinds. */
export interface BandColumn {
  key: string;
  label: string;
  number: boolean;
  worth(line: Band): number;
  shown(line: Band): string;
  kind(line: Band): string | null;
}

/** What stands inside an element: text, elements, lists of them, or nothing. */
export type Child = Node | string | null | undefined | Child[];

/** Apache ECharts, which stands in the page after the script. */
export interface Chart {
  setOption(option: object, how: { notMerge: boolean }): void;
  resize(size: { width: string; height: string }): void;
  getZr(): { flush(): void };
  isDisposed(): boolean;
}

declare global {
  const echarts: { init(place: Element, theme: null, options: { renderer: "svg"; width: number; height: number }): Chart };
}
