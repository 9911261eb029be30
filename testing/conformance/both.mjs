// Cases of RPC that are asked twice: the object is bound as ROOM, the entrypoint of a service as NAMED.
/** Each case twice: against an object, and against an entrypoint of a service. */
export const both = (cases) => Object.fromEntries(Object.entries(cases).flatMap(([name, run]) => [
  [`object: ${name}`, { run: `(tools) => (${run})({ ...tools, remote: tools.env.ROOM.getByName(tools.random()) })` }],
  [`service: ${name}`, { run: `(tools) => (${run})({ ...tools, remote: tools.env.NAMED })` }],
]));

/** One of `both` for each row. */
export const bothEach = (name, rows, run) => both(Object.fromEntries(rows.map((row) => {
  const args = (Array.isArray(row) ? row : [row]).map((a) => (typeof a === "function" ? `${a}` : JSON.stringify(a)));
  return [`${name}: ${args.join(", ")}`, `(tools) => (${run})(tools, ${args.join(", ")})`];
})));
