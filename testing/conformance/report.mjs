// What a run says: the differences for whoever works on them, the table of docs/compatibility.md for everybody else.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../kit/paths.mjs";
import { table } from "../kit/table.mjs";
import { inspect } from "node:util";

const file = join(root, "docs/compatibility.md");
const marks = ["<!-- written by ./dev conformance: begin -->", "<!-- written by ./dev conformance: end -->"];

const short = (outcome) => inspect(outcome.logs ? outcome : outcome.value ?? outcome.thrown ?? outcome.answer ?? outcome, { depth: 6, breakLength: Infinity, compact: true, maxStringLength: 400 });

export function shown(results, { json, all }) {
  for (const r of results) {
    if (!all && (r.equal || r.reason)) continue;
    const mark = r.equal ? "same" : r.reason ? "known" : "DIFF";
    console.log(`${mark} ${r.chosen.area} / ${r.chosen.name}\n  selvedge ${kind(r.ours)}${short(r.ours)}\n  workerd  ${kind(r.theirs)}${short(r.theirs)}`);
  }
  if (json) writeFileSync(json, JSON.stringify(results.map(({ chosen, ours, theirs, equal, reason }) => ({ area: chosen.area, name: chosen.name, equal, reason, ours, theirs })), null, 1));
}

function kind(outcome) {
  return "thrown" in outcome ? "throws " : "broken" in outcome ? "breaks off: " : "";
}

function byArea(results) {
  const areas = new Map();
  for (const r of results) areas.set(r.area, [...(areas.get(r.area) ?? []), r]);
  return [...areas].map(([area, all]) => ({
    area, all, equal: all.filter((r) => r.equal).length,
    explained: all.filter((r) => !r.equal && r.reason), open: all.filter((r) => !r.equal && !r.reason),
  }));
}

export function overview(results) {
  const rows = byArea(results).map(({ area, all, equal, explained, open }) => [area.title, all.length, equal, explained.length, open.length]);
  rows.push(["all", ...[1, 2, 3, 4].map((i) => rows.reduce((sum, row) => sum + row[i], 0))]);
  return table(["area", "cases", "equal", "explained", "unexplained"], rows);
}

/** Replaces what stands between the marks; the rest of the document is written by hand. */
export function writeDocument(results) {
  const text = readFileSync(file, "utf8");
  const [before, rest] = text.split(marks[0]);
  const after = rest?.split(marks[1])[1];
  if (after === undefined) throw new Error(`${file} has lost its marks`);
  const explained = byArea(results).flatMap((a) => a.explained.map((r) => `| ${a.area.name} | ${cell(r.chosen.name)} | ${cell(r.reason)} |`));
  const lines = [marks[0], "", overview(results), ""];
  if (explained.length) lines.push("| area | case | why it differs |", "| --- | --- | --- |", ...explained, "");
  writeFileSync(file, `${before}${lines.join("\n")}${marks[1]}${after}`);
}

const cell = (text) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
