// From an area's cases to the Workers that run them on both sides.
import { readFileSync } from "node:fs";

const guest = (name) => readFileSync(new URL(`guest/${name}`, import.meta.url), "utf8");

/** The newest behaviour of the platform, but Node's modules, which are no part of the web platform. */
export const platform = { date: "2026-11-01", flags: ["no_nodejs_compat"] };

/** A case as it was written may be its function alone. */
export function casesOf(area) {
  return Object.entries(area.cases).map(([name, written]) => {
    const whole = typeof written === "function" ? { run: written } : written;
    return { name, area: area.name, run: runInside, ...whole, args: whole.args ?? [] };
  });
}

/** A case that is a function inside an object and nothing else. */
const runInside = ({ actor }) => actor().inside();

function source(chosen) {
  const bound = (run) => (chosen.args.length === 0 ? `${run}` : `(tools, ...more) => (${run})(tools, ${chosen.args.map(literal).join(", ")}, ...more)`);
  const steps = typeof chosen.inside === "function" ? { inside: chosen.inside } : chosen.inside ?? {};
  const inside = Object.entries(steps).map(([name, step]) => `${name}: ${bound(step)}`).join(", ");
  return `{ answers: ${!!(chosen.answers || chosen.says)}, run: ${bound(chosen.run)}, inside: { ${inside} } }`;
}

function literal(value) {
  if (value === undefined) return "undefined";
  return typeof value === "function" ? `${value}` : JSON.stringify(value);
}

/** A service binding that names no service is one to the Worker itself. */
const ownService = (binding, name) => (binding.type === "service" && !binding.service ? { ...binding, service: name } : binding);

/** A case that takes place in an object of the class Actor alone. */
export const inside = (run, more = {}) => ({ inside: run, ...more });

/** What an area of Durable Objects needs: `classes` come from the guest modules `exported` and are bound under their names. */
export const hosting = (exported, classes) => ({
  exported, objects: classes, bindings: classes.map((c) => ({ type: "durable_object_namespace", name: c.toUpperCase(), class_name: c })),
});

/** One Worker with these cases; `area` brings bindings and further modules. */
export function workerOf(name, cases, area, origin) {
  const exported = area.exported ?? [];
  const modules = [
    { name: "index.js", type: "esm", content: `${guest("harness.js")}${exported.map((file) => `export * from "./${file}";\n`).join("")}` },
    ...["tools.js", "reach.js", ...exported].map((file) => ({ name: file, type: "esm", content: guest(file) })),
    { name: "cases.js", type: "esm", content: `${area.prelude ?? ""}\nexport const cases = [\n${cases.map(source).join(",\n")}\n];\n` },
    ...(area.modules ?? []),
  ];
  const bindings = [{ type: "plain_text", name: "ORIGIN", text: origin }, ...(area.bindings ?? [])];
  const tailed = cases.some((c) => c.logs);
  return { name, modules, bindings: bindings.map((b) => ownService(b, name)), tailed, objects: area.objects, date: area.date ?? platform.date, flags: area.flags ?? platform.flags };
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
