// ./dev kill9 [rounds]: kill -9 of the node at random moments of deploys, secrets, rollbacks, migrations and deletions. After each
// restart the catalog must be whole, and whatever was acknowledged must be there and be served.
import { writeFileSync } from "node:fs";
import { Selvedge } from "../kit/selvedge.mjs";
import { signal, sleep, until } from "../kit/processes.mjs";
import { options } from "../kit/table.mjs";
import { ModelledClasses } from "./classes.mjs";
import { Modelled, secretNames } from "./model.mjs";

const args = process.argv.slice(2);
const o = options({ rounds: 100, workers: 6, writers: 3, json: "" }, /^\d+$/.test(args[0] ?? "") ? ["--rounds", ...args] : args);
const pick = (list) => list[Math.floor(Math.random() * list.length)];
const counts = { deploy: 0, "put secret": 0, "delete secret": 0, rollback: 0, "upload version": 0, "delete Worker": 0, "make class": 0, "rename class": 0, "delete class": 0 };
const acknowledged = () => Object.values(counts).reduce((a, b) => a + b);
let marker = 0;

/** One random operation; counted only when it was acknowledged. */
async function operate(worker, api) {
  if (worker instanceof ModelledClasses) return worker.operate(api).then((what) => counts[what]++);
  const older = [...worker.versions.keys()].filter((id) => id !== worker.live);
  const dice = Math.random();
  if (!worker.exists || dice < 0.35) return worker.deploy(api, ++marker).then(() => counts.deploy++);
  if (dice < 0.5 && worker.latestIsLive) return worker.putSecret(api, pick(secretNames), `secret ${++marker}`).then(() => counts["put secret"]++);
  const held = secretNames.filter((n) => worker.states[0].secrets[n] !== null);
  if (dice < 0.58 && worker.latestIsLive && held.length) return worker.deleteSecret(api, pick(held)).then(() => counts["delete secret"]++);
  if (dice < 0.8 && older.length) return worker.rollback(api, pick(older)).then(() => counts.rollback++);
  if (dice < 0.92) return worker.upload(api, ++marker).then(() => counts["upload version"]++);
  if (dice < 0.95) return worker.remove(api).then(() => counts["delete Worker"]++);
  return worker.deploy(api, ++marker).then(() => counts.deploy++);
}

/** Each Worker has one writer, so the order of its acknowledged changes is known. */
async function write(workers, node, state) {
  while (!state.dying) {
    try {
      await operate(pick(workers), node.api);
    } catch (e) {
      if (state.dying || e.code === "ECONNRESET" || e.code === "ECONNREFUSED" || e.message === "socket hang up") return;
      state.refusals.push(`${e.message.slice(0, 200)}\n${node.tailOfLog()}`);
      if (e.status < 500) return; // a refusal changes nothing, but the model took it for possible: verification settles it
    }
  }
}

async function round(node, workers) {
  const state = { dying: false, refusals: [] };
  const writers = Array.from({ length: o.writers }, (_, i) => write(workers.filter((_, j) => j % o.writers === i), node, state));
  const before = acknowledged();
  // Mostly in the midst of the work, now and then while the first change of a start is being made.
  if (Math.random() < 0.9) await until("a first change", () => acknowledged() > before + Math.random() * 4 || state.refusals.length, { within: 20000 }).catch(() => {});
  await sleep(Math.random() * 300);
  const pids = node.pids();
  signal(pids[0], "SIGKILL");
  state.dying = true;
  await node.child.ended;
  await Promise.all(writers);
  const began = performance.now();
  await until("the engines to end with their node", () => pids.every((pid) => !signal(pid, 0)), { within: 30000 }); // an engine that has only begun to start looks up late on a busy machine
  const orphaned = performance.now() - began;
  await node.up();
  const ready = performance.now() - node.began;
  const lost = [...state.refusals.map((r) => `refused: ${r}`)];
  for (const worker of workers) lost.push(...(await worker.verify(node)));
  return { lost, ready, orphaned };
}

const node = await Selvedge.start();
const workers = Array.from({ length: o.workers }, (_, i) => (i % 3 === 2 ? new ModelledClasses(`classes-${i}`) : new Modelled(`crash-${i}`)));
const losses = [];
let slowest = 0, done = 0;
try {
  for (; done < o.rounds; done++) {
    const { lost, ready } = await round(node, workers);
    slowest = Math.max(slowest, ready);
    for (const loss of lost) {
      losses.push(`round ${done}: ${loss}`);
      console.log(`  MISS ${losses.at(-1)}`);
    }
    if (done % 10 === 9) console.log(`  ${done + 1} rounds, ${acknowledged()} acknowledged changes, ${losses.length} losses`);
  }
} catch (e) {
  losses.push(`round ${done}: ${e.message}`);
  console.log(`  MISS ${losses.at(-1)}\n${node.tailOfLog()}`);
} finally {
  await node.stop();
}
console.log(`\n${done} rounds of kill -9; acknowledged: ${Object.entries(counts).map(([what, n]) => `${n} × ${what}`).join(", ")}`);
console.log(`slowest restart ${Math.round(slowest)} ms; ${losses.length} losses${losses.length ? "" : ": every acknowledged change was there"}`);
if (o.json) writeFileSync(o.json, JSON.stringify({ rounds: done, counts, losses, slowest }, null, 1));
process.exit(losses.length ? 1 : 0);
