// Ten thousand small Workers: deployed through the API, each asked once in random order, then again at random.
import { quantile } from "../../kit/table.mjs";
import { sleep } from "../../kit/processes.mjs";
import { small } from "../workers.mjs";

/** Same seed, same order. */
function random(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return Math.floor((((state ^ (state >>> 13)) >>> 0) / 2 ** 32) * below);
  };
}

function shuffled(count, pick) {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = pick(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

async function spread(jobs, width, job) {
  let next = 0;
  await Promise.all(Array.from({ length: width }, async () => {
    while (next < jobs.length) await job(jobs[next++]);
  }));
}

export async function fleetRows(node, count, seed, report) {
  const pick = random(seed);
  const empty = node.usage().rss;
  const began = performance.now();
  await spread(shuffled(count, pick).toSorted((a, b) => a - b), 8, async (i) => {
    await node.api.deploy(small(i, "fleet"));
    if (i % 1000 === 999) report.note(`  ${i + 1} deployed, ${Math.round((performance.now() - began) / 1000)} s, ${Math.round(node.usage().rss)} MiB`);
  });
  const seconds = (performance.now() - began) / 1000;
  await sleep(500);
  const deployed = node.usage().rss;

  let peak = deployed;
  const watch = setInterval(() => (peak = Math.max(peak, node.usage().rss)), 500);
  const failures = [];
  const ask = (times) => async (i) => {
    const answer = await node.ask(`fleet-${i}`, "/asked").catch((e) => ({ status: 0, text: e.message, ms: NaN }));
    if (answer.status !== 200 || !answer.text.includes(`fleet ${i} `)) failures.push(`fleet-${i}: ${answer.status} ${answer.text.slice(0, 120)}`);
    else times.push(answer.ms);
  };
  const first = [], again = [];
  await spread(shuffled(count, pick), 2, ask(first));
  await spread(Array.from({ length: count }, () => pick(count)), 2, ask(again));
  clearInterval(watch);
  await sleep(1000);
  const end = node.usage({ proportional: true });

  report.row({ what: `${count} Workers: deploys/s through the API`, s: count / seconds });
  report.row({ what: `${count} Workers: KiB each while never asked`, s: ((deployed - empty) * 1024) / count, target: "≤ 64 KiB", met: ((deployed - empty) * 1024) / count <= 64 });
  report.row({ what: `${count} Workers: first answer p50 ms`, s: quantile(first, 0.5) });
  report.row({ what: `${count} Workers: first answer p99 ms`, s: quantile(first, 0.99), target: "≤ 50 ms", met: quantile(first, 0.99) <= 50 });
  report.row({ what: `${count} Workers: asked again at random, p50 ms`, s: quantile(again, 0.5) });
  report.row({ what: `${count} Workers: asked again at random, p99 ms`, s: quantile(again, 0.99) });
  report.row({ what: `${count} Workers: peak resident MiB of node and engines`, s: peak, target: "≤ 1536 MiB", met: peak <= 1536 });
  report.row({ what: `${count} Workers: resident MiB at the end (proportional ${Math.round(end.pss)})`, s: end.rss });
  report.row({ what: `${count} Workers: wrong or failed answers (seed ${seed})`, s: failures.length, target: "0", met: failures.length === 0 });
  for (const failure of failures.slice(0, 5)) report.note(`  ! ${failure}`);
}
