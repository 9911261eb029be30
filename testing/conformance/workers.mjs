// From an area's cases to the Workers that run them on both sides.
import { readFileSync } from "node:fs";

const guest = (name) => readFileSync(new URL(`guest/${name}`, import.meta.url), "utf8");

/** The newest behaviour of the platform, but Node's modules, which are no part of the web platform. */
export const platform = { date: "2026-11-01", flags: ["no_nodejs_compat"] };

/** A case as it was written may be its function alone. */
export function casesOf(area) {
  return Object.entries(area.cases).map(([name, written]) => {
    const whole = typeof written === "function" ? { run: written } : written;
    return { name, area: area.name, ...whole, args: whole.args ?? [] };
  });
}

function source(chosen) {
  const run = chosen.args.length === 0 ? `${chosen.run}` : `(tools) => (${chosen.run})(tools, ${chosen.args.map(literal).join(", ")})`;
  return `{ answers: ${!!(chosen.answers || chosen.says)}, run: ${run} }`;
}

function literal(value) {
  if (value === undefined) return "undefined";
  return typeof value === "function" ? `${value}` : JSON.stringify(value);
}

/** One Worker with these cases; `area` brings bindings and further modules. */
export function workerOf(name, cases, area, origin) {
  const modules = [
    { name: "index.js", type: "esm", content: guest("harness.js") },
    { name: "tools.js", type: "esm", content: guest("tools.js") },
    { name: "cases.js", type: "esm", content: `${area.prelude ?? ""}\nexport const cases = [\n${cases.map(source).join(",\n")}\n];\n` },
    ...(area.modules ?? []),
  ];
  const bindings = [{ type: "plain_text", name: "ORIGIN", text: origin }, ...(area.bindings ?? [])];
  const tailed = cases.some((c) => c.logs);
  return { name, modules, bindings, tailed, date: area.date ?? platform.date, flags: area.flags ?? platform.flags };
}

/** Where each case runs: with the others of its area, or in a Worker of its own when it would spoil them. */
export function placed(area, origin) {
  const cases = casesOf(area);
  const together = cases.filter((c) => !(area.apart || c.apart));
  const workers = together.length ? [workerOf(`c-${area.name}`, together, area, origin)] : [];
  together.forEach((c, i) => Object.assign(c, { worker: `c-${area.name}`, index: i }));
  cases.filter((c) => area.apart || c.apart).forEach((c, i) => {
    Object.assign(c, { worker: `c-${area.name}-${i}`, index: 0 });
    workers.push(workerOf(c.worker, [c], area, origin));
  });
  return { cases, workers: [...workers, ...(area.beside ?? []).map((w) => ({ ...platform, ...w }))] };
}

/** `each("name", rows, run)`: one case for each row, which `run` gets after the tools. */
export function each(name, rows, run, more = {}) {
  return Object.fromEntries(rows.map((row) => {
    const args = Array.isArray(row) ? row : [row];
    return [`${name}: ${args.map((a) => (typeof a === "function" ? `${a}` : JSON.stringify(a) ?? "undefined")).join(", ")}`, { run, args, ...more }];
  }));
}
