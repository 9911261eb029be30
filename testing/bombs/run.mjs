// ./dev bombs: hostile Workers one after another beside a victim under steady load, in a cordon of its own and in theirs.
import { writeFileSync } from "node:fs";
import { Selvedge } from "../kit/selvedge.mjs";
import { install } from "../kit/paths.mjs";
import { resident, sleep } from "../kit/processes.mjs";
import { options, table } from "../kit/table.mjs";
import { bombs } from "./bombs.mjs";
import { commit } from "./offence.mjs";
import { Victim } from "./victim.mjs";

const o = options({ setup: "both", only: "", json: "", connections: 4 });
install();
const chosen = (name) => o.only.split(",").some((wish) => (wish.endsWith("*") ? name.startsWith(wish.slice(0, -1)) : name === wish));
const wanted = o.only ? bombs.filter((b) => chosen(b.name)) : bombs;
if (!wanted.length) throw new Error(`no such bomb; there are: ${bombs.map((b) => b.name).join(" ")}`);

/** Runs every bomb in one set-up; gives the rows and what is wrong with the whole. */
async function explode(setup) {
  const node = await Selvedge.start();
  const rows = [], wrong = [];
  try {
    const neighbour = setup === "other account" ? node.secondAccount("victims") : node.api;
    const victim = new Victim(node, neighbour, { connections: o.connections, objects: wanted.some((b) => b.objects) });
    await victim.start();
    await sleep(1500);
    const warm = victim.report();
    if (warm.failures) wrong.push(`${warm.failures} of the victim's requests failed before any bomb: ${warm.messages}`);
    const [nodePid] = node.pids();
    const before = resident(nodePid);
    let engines = node.pids().slice(1);
    for (const bomb of wanted) {
      if (node.child.exitCode !== null || node.child.signalCode) {
        wrong.push(`the node died before ${bomb.name}`);
        break;
      }
      const offence = await commit(node, node.api, bomb).catch((e) => ({ kind: "–", ms: NaN, outcome: "", problems: [e.message.slice(0, 160)] }));
      await sleep(400);
      const now = node.pids().slice(1);
      const died = engines.filter((pid) => !now.includes(pid)).length;
      engines = now;
      const seen = victim.report();
      const allowed = setup === "other account" ? 0 : died * (o.connections + 1);
      if (seen.failures > allowed) offence.problems.push(`victim lost ${seen.failures}: ${seen.messages.join(" / ")}`);
      rows.push({ bomb: bomb.name, ...offence, died, victim: seen });
      console.log(`  ${bomb.name}: ${offence.kind} in ${Math.round(offence.ms)} ms, tail ${offence.outcome}, engines lost ${died}, victim ${seen.asked - seen.failures}/${seen.asked}${offence.problems.length ? `  MISS ${offence.problems.join("; ")}` : ""}`);
    }
    await sleep(3000);
    const logs = node.logs();
    for (const row of rows) if (row.ray && !logs.includes(row.ray.split("-")[0])) row.problems.push("its ray is in no log");
    await victim.stop();
    wrong.push(...victim.lost);
    const after = resident(nodePid);
    console.log(`  the node's own memory: ${Math.round(before)} MiB before, ${Math.round(after)} MiB after; whole tree ${Math.round(node.usage().rss)} MiB`);
    if (after > before + 128) wrong.push(`the node's memory did not return: ${Math.round(before)} to ${Math.round(after)} MiB`);
    if (node.pids()[0] !== nodePid) wrong.push("the node is not the process it was");
  } finally {
    await node.stop();
  }
  return { setup, rows, wrong };
}

const runs = [];
for (const setup of ["other account", "same account"].filter((s) => o.setup === "both" || s.startsWith(o.setup))) {
  console.log(`\n${wanted.length} bombs, the victim in ${setup === "other account" ? "another account (its own cordon)" : "the same account (the same engine)"}`);
  runs.push(await explode(setup));
}

let problems = 0;
for (const { setup, rows, wrong } of runs) {
  console.log(`\nVictim in ${setup === "other account" ? "another" : "the same"} account`);
  console.log(table(["bomb", "answer", "ms", "tail", "engines lost", "victim asked", "failed", "slowest ms", ""],
    rows.map((r) => [r.bomb, r.kind, Math.round(r.ms), r.outcome, r.died, r.victim.asked, r.victim.failures, Math.round(r.victim.slowest), r.problems.join("; ") || "pass"])));
  const failed = rows.reduce((sum, r) => sum + r.victim.failures, 0);
  console.log(`${rows.length} bombs, ${rows.filter((r) => !r.problems.length).length} pass; the victim: ${rows.reduce((sum, r) => sum + r.victim.asked, 0)} requests, ${failed} failed, ${rows.reduce((sum, r) => sum + r.died, 0)} engines lost`);
  for (const problem of wrong) console.log(`  MISS ${problem}`);
  problems += wrong.length + rows.filter((r) => r.problems.length).length;
}
if (o.json) writeFileSync(o.json, JSON.stringify(runs, null, 1));
process.exit(problems ? 1 : 0);
