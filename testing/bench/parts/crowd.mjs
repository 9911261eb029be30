// Memory of many objects: ten thousand that were touched once and sleep, two thousand that stay awake.
import { sleep } from "../../kit/processes.mjs";

async function asked(node, paths, width, failures) {
  let next = 0;
  await Promise.all(Array.from({ length: width }, async () => {
    while (next < paths.length) {
      const path = paths[next++];
      const answer = await node.ask("bench-objects", path).catch((e) => ({ status: 0, text: e.message }));
      if (answer.status !== 200 || answer.text !== "1") failures.push(`${path}: ${answer.status} ${answer.text.slice(0, 120)}`);
    }
  }));
}

const many = (verb, count) => Array.from({ length: count }, (_, i) => `/${verb}/${verb}-${i}`);

/** Looks until memory is back within `least` of where it began, or a minute and a half has gone. */
async function settledMemory(node, goal) {
  for (let i = 0; i < 45; i++) {
    if (node.usage().rss <= goal) break;
    await sleep(2000);
  }
  return node.usage().rss;
}

export async function crowdRows(node, { idle, active }, report) {
  const failures = [];
  await asked(node, ["/touch/first"], 1, failures);
  await sleep(3000);
  const began = node.usage().rss, start = performance.now();
  await asked(node, many("touch", idle), 16, failures);
  const seconds = (performance.now() - start) / 1000, touched = node.usage().rss;
  const after = await settledMemory(node, began + 100);
  report.row({ what: `${idle} objects touched once: first touches/s`, s: idle / seconds });
  report.row({ what: `${idle} objects touched once: resident MiB at the last touch`, s: touched });
  report.row({ what: `${idle} objects touched once, then idle: MiB more than before (${Math.round(began)})`, s: after - began, target: "≤ 300 MB", met: after - began <= 286 });
  await asked(node, many("stay", active), 16, failures);
  await sleep(2000);
  const awake = node.usage().rss;
  report.row({ what: `${active} objects awake at once: resident MiB of node and engines`, s: awake, target: "≤ 1430 MiB", met: awake <= 1430 });
  report.row({ what: "objects that answered wrongly or not at all", s: failures.length, target: "0", met: failures.length === 0 });
  for (const failure of failures.slice(0, 5)) report.note(`  ! ${failure}`);
}
