// ./dev objects [rounds]: kill -9 of engines and node, and deployments, at random moments, under thirty-two clients that count,
// append and transfer; then a disk that fills up. Every acknowledged change must be there, no transfer half done, and each object's
// history linearizable. `--against workerd` tries the lane itself on another runtime; `--seed N` makes the same choices again.
import { writeFileSync } from "node:fs";
import { install } from "../kit/paths.mjs";
import { median, options } from "../kit/table.mjs";
import { smallDisk } from "./disk.mjs";
import { Ledger } from "./history.mjs";
import { diskRound, killRound } from "./rounds.mjs";
import { sleepers } from "./sleep.mjs";
import { Sockets } from "./sockets.mjs";
import { SelvedgeTarget, WorkerdTarget } from "./targets.mjs";

const args = process.argv.slice(2);
const o = options({ rounds: 250, clients: 32, sockets: 8, sleepers: 1000, disk: 5, against: "selvedge", kill: "", seed: Date.now() % 1e6, json: "" }, /^\d+$/.test(args[0] ?? "") ? ["--rounds", ...args] : args);
const titles = { engine: "kill -9 of the engine", node: "kill -9 of the node", deployment: "a deployment", "a full disk": "there was room again" };
const found = { seed: o.seed, rounds: 0, acknowledged: 0, doubtful: 0, problems: [], backs: {} };

let state = o.seed >>> 0;
function pick(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

function wrong(where, problems) {
  for (const problem of problems) {
    found.problems.push(`${where}: ${problem}`);
    console.log(`  MISS ${found.problems.at(-1).slice(0, 800)}`);
  }
}

function counted(what, { problems, back, acknowledged, doubtful }) {
  wrong(`round ${found.rounds} (${what})`, problems);
  (found.backs[what] ??= []).push(back);
  found.acknowledged += acknowledged;
  found.doubtful += doubtful;
  found.rounds++;
  if (found.rounds % 10 === 0) console.log(`  ${found.rounds} rounds, ${found.acknowledged} acknowledged, ${found.doubtful} in doubt, ${found.problems.length} problems`);
}

async function kills(target) {
  const ways = o.kill ? o.kill.split(",") : target.blows, sockets = new Sockets(target, o.sockets, "room");
  const trial = { target, pick, clients: o.clients, ledger: new Ledger() };
  console.log(`${o.rounds} rounds, each a kill -9 or a deployment (${ways.join(", ")}), ${o.clients} clients, seed ${o.seed}`);
  try {
    if (o.sleepers) wrong("sleep", await sleepers(target, o.sleepers));
    await sockets.open();
    for (let i = 0; i < o.rounds; i++) {
      const what = ways[pick(ways.length)];
      counted(what, await killRound(trial, i, what, sockets));
    }
    wrong("at the end", await trial.ledger.lists(target, o.rounds));
  } finally {
    sockets.drop();
  }
}

async function fullDisks(disk, target) {
  const trial = { target, pick, clients: o.clients, ledger: new Ledger() };
  let restarts = 0;
  for (let i = 0; i < o.disk; i++) {
    const result = await diskRound(trial, i, disk);
    counted("a full disk", result);
    if (result.restarted) restarts++;
  }
  wrong("at the end", await trial.ledger.lists(target, o.disk));
  console.log(`${o.disk} times the disk was full; ${restarts ? `${restarts} times only a restart made it go on` : "each time the work went on by itself"}`);
}

/** Whatever breaks off a part is a problem of its own. */
async function part(start, run) {
  const target = await start();
  await run(target).catch((e) => wrong(`round ${found.rounds}`, [`${e.message}\n${target.tailOfLog()}`]));
  await target.stop();
}

install();
const selvedge = o.against === "selvedge";
if (o.rounds) await part(() => (selvedge ? SelvedgeTarget.start() : WorkerdTarget.start()), kills);
const disk = selvedge && o.disk ? smallDisk() : undefined;
if (disk) await part(() => SelvedgeTarget.start(disk.folder), (target) => fullDisks(disk, target));
else if (selvedge && o.disk) console.log("the full disk was left out: it takes root to mount a small one");
console.log(`\n${found.rounds} rounds; ${found.acknowledged} operations acknowledged, ${found.doubtful} in doubt; seed ${o.seed}`);
for (const [what, times] of Object.entries(found.backs)) console.log(`first answer after ${titles[what]}: median ${Math.round(median(times))} ms, slowest ${Math.round(Math.max(...times))} ms (${times.length} rounds)`);
console.log(found.problems.length ? `${found.problems.length} problems` : "every acknowledged change was there, every history is linearizable");
if (o.json) writeFileSync(o.json, JSON.stringify(found, null, 1));
process.exit(found.problems.length ? 1 : 0);
