// ./dev bench: Selvedge and workerd side by side in one run, the same Workers on both, rounds paired and alternated.
import { fileURLToPath } from "node:url";
import { freePort, start, stop } from "../kit/processes.mjs";
import { Selvedge } from "../kit/selvedge.mjs";
import { Workerd } from "../kit/workerd.mjs";
import { install } from "../kit/paths.mjs";
import { options } from "../kit/table.mjs";
import { requireWrk } from "../kit/wrk.mjs";
import { coldRows } from "./parts/cold.mjs";
import { crowdRows } from "./parts/crowd.mjs";
import { durabilityRow } from "./parts/durability.mjs";
import { fleetRows } from "./parts/fleet.mjs";
import { memoryRows } from "./parts/memory.mjs";
import { objectRoutes, objectRows } from "./parts/objects.mjs";
import { sideOfSelvedge, sideOfWorkerd } from "./parts/paired.mjs";
import { platformRoutes, platformRows } from "./parts/platform.mjs";
import { cpuRows, routeRows } from "./parts/routes.mjs";
import { Report } from "./report.mjs";
import { cpuBound, loader, objects, platform } from "./workers.mjs";

const o = options({ seconds: 5, rounds: 3, routes: ["hello,echo,stream", ...platformRoutes, "cpu,objects,cold,memory,fleet,crowd"].join(","), only: "selvedge,workerd", cpu: "", fresh: 25, fleet: 10000, idle: 10000, active: 2000, starts: 5, seed: Date.now() % 1e6, json: "" });
install();
requireWrk();
const wanted = o.routes.split(",").flatMap((name) => (name === "objects" ? ["durability", ...objectRoutes] : [name]));
const [withSelvedge, withWorkerd] = ["selvedge", "workerd"].map((name) => o.only.split(",").includes(name));
const report = new Report();
const computing = wanted.includes("cpu") ? cpuBound().filter(([, w]) => !o.cpu || o.cpu.split(",").includes(w.name.replace("cpu-", ""))) : [];
const withObjects = wanted.some((name) => name === "durability" || objectRoutes.includes(name));
const load = { seconds: o.seconds, rounds: o.rounds };

async function speed() {
  const port = await freePort();
  const origin = start(process.execPath, [fileURLToPath(new URL("./origin.mjs", import.meta.url)), `${port}`]);
  const workers = [platform(`http://127.0.0.1:${port}/`), ...computing.map(([, worker]) => worker), ...(withObjects ? [objects()] : [])];
  const node = withSelvedge ? await Selvedge.start({ options: ["--allow-fetch", "127.0.0.1"] }) : undefined;
  const judge = withWorkerd ? await Workerd.start([...workers, loader()]) : undefined;
  try {
    for (const worker of workers) {
      await node?.api.deploy(worker);
      const path = worker.name === "bench-routes" ? "/hello" : "/";
      const [ours, theirs] = await Promise.all([node?.ask(worker.name, path), judge?.ask(worker.name, path)]);
      if (ours && theirs && ours.text !== theirs.text) report.row({ what: `${worker.name}: the same answer as workerd`, s: ours.text.slice(0, 60), w: theirs.text.slice(0, 60), target: "equal", met: false });
    }
    const sides = [...(node ? [sideOfSelvedge(node)] : []), ...(judge ? [sideOfWorkerd(judge)] : [])];
    await routeRows(sides, wanted, load, report);
    await platformRows(sides, wanted, load, report);
    await cpuRows(sides, computing, { seconds: Math.min(3, o.seconds), rounds: Math.min(2, o.rounds) }, report);
    if (wanted.includes("durability")) await durabilityRow(node, judge, report);
    await objectRows(sides, wanted, load, report);
    if (wanted.includes("cold")) await coldRows(node, judge, o.fresh, report);
  } finally {
    await node?.stop();
    await judge?.stop();
    await stop(origin);
  }
}

const sizes = ["memory", "fleet", "crowd"];

async function size() {
  if (!withSelvedge) return;
  for (const part of sizes.filter((name) => wanted.includes(name))) {
    const node = await Selvedge.start();
    try {
      if (part === "memory") await memoryRows(node, report, { withWorkerd, starts: o.starts });
      else if (part === "fleet") await fleetRows(node, o.fleet, o.seed, report);
      else {
        await node.api.deploy(objects());
        await crowdRows(node, o, report);
      }
    } finally {
      await node.stop();
    }
  }
}

if (wanted.some((name) => !sizes.includes(name))) await speed();
await size();
const facts = `${o.rounds} rounds of ${o.seconds} s, wrk with 2 threads`;
const missed = report.print(facts);
if (o.json) report.save(o.json, facts);
process.exit(missed ? 1 : 0);
