// A fresh Worker's first answer: deployed and never asked before; workerd's counterpart is its worker loader.
import { median, quantile } from "../../kit/table.mjs";
import { sleep } from "../../kit/processes.mjs";
import { small } from "../workers.mjs";

async function firstAnswers(count, ask) {
  const times = [];
  for (let i = 0; i < count; i++) {
    const answer = await ask(i);
    if (answer.status !== 200) throw new Error(`a fresh Worker answered ${answer.status}: ${answer.text.slice(0, 200)}`);
    times.push(answer.ms);
    await sleep(60); // a spare isolate is restored meanwhile, as between the first requests of real Workers
  }
  return times;
}

export async function coldRows(node, judge, count, report) {
  const found = {};
  if (node) {
    for (let i = 0; i < count; i++) await node.api.deploy(small(i, "cold"));
    await sleep(500);
    found.s = await firstAnswers(count, (i) => node.ask(`cold-${i}`));
  }
  if (judge) found.w = await firstAnswers(count, (i) => judge.ask("bench-loader", `/${i}`));
  const [s, w] = [found.s, found.w].map((times) => times && median(times));
  report.row({ what: `fresh Worker, first answer ms, median of ${count}`, s, w, ratio: s / w, target: "≤ 10 ms (aim 5)", met: s <= 10 });
  const [s90, w90] = [found.s, found.w].map((times) => times && quantile(times, 0.9));
  report.row({ what: "fresh Worker, first answer ms, p90", s: s90, w: w90, ratio: s90 / w90 });
}
