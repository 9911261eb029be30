// Memory at rest and with 1, 50 and 200 resident Workers, and the time from start to the first answer.
import { median } from "../../kit/table.mjs";
import { sleep, until } from "../../kit/processes.mjs";
import { Workerd } from "../../kit/workerd.mjs";
import { small } from "../workers.mjs";

const steps = [1, 50, 200];

async function residentOnSelvedge(node) {
  const rss = [];
  let there = 0;
  for (const count of steps) {
    for (; there < count; there++) await node.api.deploy(small(there));
    for (let i = 0; i < count; i++) await node.ask(`small-${i}`);
    await sleep(300);
    rss.push(node.usage().rss);
  }
  return rss;
}

async function residentOnWorkerd() {
  const rss = [];
  for (const count of steps) {
    const judge = await Workerd.start(Array.from({ length: count }, (_, i) => small(i)));
    for (let i = 0; i < count; i++) await judge.ask(`small-${i}`);
    await sleep(300);
    rss.push(judge.usage().rss);
    await judge.stop();
  }
  return rss;
}

/** Stops and starts the node on its own data: launcher to the first 200 of a Worker, as someone at a terminal would see it. */
async function startToFirstAnswer(node, times) {
  const found = [];
  for (let i = 0; i < times; i++) {
    await node.stop();
    const ready = node.up();
    await until("the first answer", async () => (await node.ask("small-0", "/", { agent: undefined })).status === 200, { every: 3 });
    found.push(performance.now() - node.began);
    await ready;
  }
  return found;
}

export async function memoryRows(node, report, { withWorkerd, starts }) {
  const s = await residentOnSelvedge(node);
  const w = withWorkerd ? await residentOnWorkerd() : steps.map(() => undefined);
  steps.forEach((count, i) => report.row({ what: `resident MiB with ${count} Workers`, s: s[i], w: w[i], ratio: s[i] / w[i] }));
  const each = (rss) => (rss[2] - rss[1]) / (steps[2] - steps[1]);
  report.row({ what: "MiB for each further resident Worker", s: each(s), w: each(w), ratio: each(s) / each(w), target: "≤ 3 MiB", met: each(s) <= 3 });

  const first = await startToFirstAnswer(node, starts);
  report.row({ what: `start to first answer ms, median of ${starts}`, s: median(first), target: "≤ 1000 ms", met: median(first) <= 1000 });
  await node.stop();
  await node.up();
  await sleep(3000);
  const rest = node.usage({ proportional: true });
  report.row({ what: "node and engine at rest, resident MiB", s: rest.rss, target: "≤ 180 MiB", met: rest.rss <= 180 });
  report.row({ what: "node and engine at rest, proportional MiB", s: rest.pss });
}
