// Paired, alternated runs of one request against both sides: rates, quantiles, and the CPU of the whole process trees.
import { median } from "../../kit/table.mjs";
import { sleep } from "../../kit/processes.mjs";
import { wrk } from "../../kit/wrk.mjs";

/** One run of wrk against one side; CPU per request in microseconds. */
async function run(side, request, load) {
  const before = side.usage();
  const result = await wrk({ ...side.address(request), ...request, ...load });
  const after = side.usage();
  if (result.bad || result.broken) console.error(`  ! ${side.name} ${request.path}: ${result.bad} bad answers ${result.broken}`);
  return { ...result, cpu: ((after.cpu - before.cpu) * 1e6) / result.requests, rss: after.rss };
}

/** Loads one side until it is as fast as it gets: both compile while they serve. Gives the rate of the first seconds. */
async function untilSteady(side, request, connections) {
  let first, best = 0;
  for (let windows = 0; windows < 6; windows++) {
    const { rps } = await wrk({ ...side.address(request), ...request, seconds: 4, connections });
    first ??= rps;
    if (rps < best * 1.05) break;
    best = rps;
  }
  return first;
}

/**
 * Gives { selvedge, workerd, ratio } with medians; a ratio is the median of the rounds' own ratios. With `warm: "steady"` there is
 * also `first`, the rates of the first four seconds.
 */
export async function paired(sides, request, { seconds, rounds, connections = 32, warm = 4 }) {
  const runs = Object.fromEntries(sides.map((side) => [side.name, []]));
  const first = {};
  for (const side of warm ? sides : []) {
    if (warm === "steady") first[side.name] = await untilSteady(side, request, connections);
    else await wrk({ ...side.address(request), ...request, seconds: warm, connections });
  }
  for (let i = 0; i < rounds; i++) {
    const order = i % 2 ? sides.toReversed() : sides;
    for (const side of order) {
      runs[side.name].push(await run(side, request, { seconds, connections }));
      await sleep(200);
    }
  }
  const keys = ["rps", "p50", "p99", "cpu", "rss", "bad"];
  const found = Object.fromEntries(Object.entries(runs).map(([name, list]) => [name, Object.fromEntries(keys.map((k) => [k, median(list.map((r) => r[k]))]))]));
  const ratio = (key) => median(runs.selvedge?.map((r, i) => r[key] / runs.workerd?.[i]?.[key]) ?? [NaN]);
  return { ...found, first, ratio: { rps: ratio("rps"), cpu: ratio("cpu"), p50: ratio("p50"), p99: ratio("p99") } };
}

export const sideOfSelvedge = (node) => ({
  name: "selvedge", usage: () => node.usage(), address: (r) => ({ port: node.http, host: `${node.host(r.worker)}:${node.http}` }),
});

export const sideOfWorkerd = (judge) => ({
  name: "workerd", usage: () => judge.usage(), address: (r) => ({ port: judge.port(r.worker), host: "localhost" }),
});
