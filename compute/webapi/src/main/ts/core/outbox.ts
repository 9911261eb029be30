// Records and text on their way to the node. The first 2,046 records of a turn go straight into the shared area; what does
// not fit is kept in pages that the engine takes one after another.
import { PlainArrayBuffer, TypedArraySet } from './primordials';
import { Queue } from './queue';
import { AREA_INTS, HEADER, RECORD, RECORDS_PER_AREA } from './wire';

const OUT_COUNT = 0;
const OUT_MORE = 1;
const SETTLE_FIRST = 2;
const LAST_RECORD = RECORDS_PER_AREA * RECORD + HEADER;
/** Room for what is said before the first turn; seldom anything, so it is small. */
const FIRST_INTS = 32 * RECORD + HEADER;
/** Text after which a page is full: no frame may grow without bound, however many answers one turn has. */
const FULL_TEXT = 1024 * 1024;

interface Page {
  ints: Int32Array;
  end: number;
  text: string;
}

/** All of the shared areas as integers, set by install. */
let areas: Int32Array = new Int32Array(0);
let target: Int32Array = new Int32Array(FIRST_INTS);
let last = FIRST_INTS;
let base = 0;
/** Where the out half lies that is being filled or handed over. */
let outAt = 0;
let at = HEADER;
let text = '';
const full = new Queue<Page>();
let serial = 0;

export function useAreas(view: Int32Array): void {
  areas = view;
}

/** From now on records go to the out half that starts at this int; what was written between turns moves along. */
export function openOutbox(outInt: number): void {
  outAt = outInt;
  if (full.size === 0 && target !== areas) {
    for (let i = HEADER; i < at; i++) areas[outInt + i] = target[i]!;
    aim(areas, LAST_RECORD);
  }
  if (full.size === 0) base = outInt;
}

function aim(ints: Int32Array, end: number): void {
  target = ints;
  last = end;
}

/** As it was before the first turn. */
export function closeOutbox(): void {
  while (full.size > 0) full.shift();
  aim(new Int32Array(FIRST_INTS), FIRST_INTS);
  base = 0;
  at = HEADER;
  text = '';
  serial++;
}

/** Names the page that records go to now: an index into it means nothing in the next one. */
export function currentPage(): number {
  return serial;
}

function turnPage(): void {
  serial++;
  full.push({ ints: target, end: at, text });
  aim(new Int32Array(new PlainArrayBuffer(AREA_INTS * 4)), LAST_RECORD);
  base = 0;
  at = HEADER;
  text = '';
}

/** Puts a record without text; `put` then adds its text parts. Returns where its ints lie, for `amend`. */
export function record(
  kind: number,
  id: number,
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
): number {
  if (at === last || text.length > FULL_TEXT) turnPage();
  const ints = target;
  const i = base + at;
  ints[i] = kind;
  ints[i + 1] = id;
  ints[i + 2] = a;
  ints[i + 3] = b;
  ints[i + 4] = c;
  ints[i + 5] = d;
  ints[i + 6] = e;
  ints[i + 7] = f;
  at += RECORD;
  return i;
}

/** Puts a record with one text before everything else of this turn that was not taken yet. */
export function sayFirst(kind: number, id: number, text: string): void {
  if (full.size > 0 || target === areas) setAside();
  const ints = new Int32Array(HEADER + RECORD);
  ints[HEADER] = kind;
  ints[HEADER + 1] = id;
  ints[HEADER + 2] = text.length;
  full.unshift({ ints, end: HEADER + RECORD, text });
}

/** The shared area is for whichever page comes first: what lies there already is moved out. */
function setAside(): void {
  serial++;
  const first = full.size > 0 ? full.peek() : null;
  if (first !== null && first.ints === areas) {
    full.shift();
    full.unshift({ ints: copied(first.end), end: first.end, text: first.text });
  } else if (target === areas) {
    aim(copied(at, AREA_INTS), LAST_RECORD);
    base = 0;
  }
}
function copied(end: number, room = end): Int32Array {
  const ints = new Int32Array(new PlainArrayBuffer(room * 4));
  for (let i = HEADER; i < end; i++) ints[i] = areas[outAt + i]!;
  return ints;
}

export function put(part: string): void {
  text += part;
}

/** Adds to an int of a record of this step, if its page was not taken or turned over meanwhile. */
export function addTo(page: number, index: number, amount: number): void {
  if (page === serial && index > base && index < base + at) target[index]! += amount;
}

/** Nothing goes on before the Worker's code had its word. */
export function postpone(outInt: number): void {
  areas[outInt + OUT_COUNT] = 0;
  areas[outInt + OUT_MORE] = SETTLE_FIRST;
}

/** Hands over one page: its ints lie in the out half at `outInt`, its text is returned. */
export function takePage(outInt: number): string {
  outAt = outInt;
  let taken = text;
  let end = at;
  if (full.size > 0) {
    const page = full.shift();
    taken = page.text;
    end = page.end;
    if (page.ints !== areas) TypedArraySet(areas, page.ints, outInt);
    areas[outInt + OUT_MORE] = 1;
  } else {
    if (target !== areas) {
      for (let i = HEADER; i < at; i++) areas[outInt + i] = target[i]!;
      aim(areas, LAST_RECORD);
      base = outInt;
    }
    at = HEADER;
    text = '';
    serial++;
    areas[outInt + OUT_MORE] = 0;
  }
  areas[outInt + OUT_COUNT] = (end - HEADER) / RECORD;
  return taken;
}

/** Which context runs, and the µs of CPU it may still burn: the watchdog reads both from another thread. */
export function announce(outInt: number, context: number, microsLeft: number): void {
  areas[outInt + 2] = context;
  areas[outInt + 3] = microsLeft;
}
