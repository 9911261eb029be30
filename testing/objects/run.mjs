// ./dev objects [rounds]: kill -9 of engines and node at random moments, under thirty-two clients that count, append and
// transfer. Every acknowledged change must be there, no transfer half done, and each object's history linearizable.
// `--against workerd` tries the lane itself on another runtime; `--seed N` makes the same choices again.
import { writeFileSync } from "node:fs";
import { linearizable, partitioned } from "../kit/linear.mjs";
import { install } from "../kit/paths.mjs";
import { sleep, until } from "../kit/processes.mjs";
import { median, options } from "../kit/table.mjs";
import { Clients, happened, perform } from "./clients.mjs";
import { models, population, reading } from "./models.mjs";
import { Sockets } from "./sockets.mjs";
import { SelvedgeTarget, WorkerdTarget } from "./targets.mjs";

const args = process.argv.slice(2);
const o = options({ rounds: 200, clients: 32, sockets: 8, against: "selvedge", kill: "", seed: Date.now() % 1e6, json: "" }, /^\d+$/.test(args[0] ?? "") ? ["--rounds", ...args] : args);

let state = o.seed >>> 0;
function pick(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}
const clock = () => performance.now();
const nameOf = ({ kind, name }) => `${kind} ${name}`;

/** Reads an object until it answers: what it says is the end of this round's history, and where the next begins. */
async function settled(target, object) {
  let last;
  return until(`${nameOf(object)} to be read`, async () => {
    const read = await perform(target, reading(object), clock);
    last = read.failed;
    return read.failed ? undefined : read;
  }, { within: 20000, every: 50 }).catch((error) => {
    throw new Error(`${error.message}: ${last?.message}`);
  });
}

/** Alarms that were set before the blow ring after it, each at least once. */
async function rung(target, clocks) {
  const late = [];
  for (const object of clocks) {
    const answer = () => settled(target, object).then(({ value }) => value > 0);
    if (!(await until("the alarm", answer, { within: 15000, every: 100 }).catch(() => false))) late.push(`${nameOf(object)} was set and never rang`);
  }
  return late;
}

const known = new Map(); // what each object held at the end of the last round

const told = ({ method, args, failed, value }) => `${method}(${args}) ${failed ? "?" : JSON.stringify(value)}`;
const ending = ({ placed, of, state, waiting }) => `${placed} of ${of} answers have a place, then the state is ${JSON.stringify(state)} and there wait ${waiting.map(told).join(", ")}`;

/** Gives what is wrong with the round's histories, and remembers what each object holds now. */
function judged(history, ends) {
  const wrong = [];
  for (const [name, operations] of partitioned(history, nameOf)) {
    const model = models[operations[0].kind], initial = known.get(name) ?? model.initial;
    const { linear, stuck } = linearizable({ ...model, initial }, operations);
    if (!linear) wrong.push(`${name}: ${linear === false ? "no order explains" : "gave up on"} ${operations.length} operations: ${ending(stuck)}`);
  }
  for (const end of ends) known.set(nameOf(end), end.value);
  return wrong;
}

async function round(target, number, what, sockets) {
  const objects = population(number), problems = [];
  const clocks = Array.from({ length: 3 }, (_, i) => ({ kind: "Clock", name: `${number}-${i}` }));
  const clients = new Clients(target, objects, pick, clock, o.clients);
  await until("a first change", () => clients.acknowledged > pick(200), { within: 20000 });
  const set = await Promise.all(clocks.map((c) => perform(target, { ...c, method: "set", args: [pick(600)] }, clock)));
  await sleep(pick(400));
  const blow = clock();
  await target.kill(what);
  if (what === "node") await target.restart();
  // The first answer after the blow to something that was asked after it.
  await until("an answer after the blow", () => clients.history.some((h) => !h.failed && h.called > blow), { within: 20000 }).catch((e) => problems.push(e.message));
  const back = (clients.history.find((h) => !h.failed && h.called > blow)?.answered ?? NaN) - blow;
  await sleep(pick(300));
  const history = (await clients.stop()).filter(happened);
  const ends = [];
  for (const object of objects) ends.push(await settled(target, object));
  problems.push(...judged([...history, ...ends], ends));
  problems.push(...(await rung(target, clocks.filter((_, i) => !set[i].failed))));
  if (what === "node") {
    sockets.drop();
    await sockets.open();
  }
  problems.push(...(await sockets.check(`round ${number}`)));
  const strange = history.find((h) => h.failed?.status && h.failed.status < 500);
  if (strange) problems.push(`an answer nobody expects: ${strange.failed.message}`);
  return { problems, back, acknowledged: clients.acknowledged, doubtful: history.filter((h) => h.failed).length };
}

/** Whatever was appended in any round is still there. */
async function oldLists(target, rounds) {
  const lost = [];
  for (let number = 0; number < rounds; number++) {
    for (const object of population(number).filter(({ kind }) => kind === "List")) {
      const { value } = await settled(target, object);
      if (`${value}` !== `${known.get(nameOf(object)) ?? ""}`) lost.push(`${nameOf(object)} held ${known.get(nameOf(object))?.length} items and now ${value.length}`);
    }
  }
  return lost;
}

install();
const target = await (o.against === "workerd" ? WorkerdTarget : SelvedgeTarget).start();
const kills = o.kill ? o.kill.split(",") : target.kills;
const sockets = new Sockets(target, o.sockets);
const losses = [], backs = Object.fromEntries(kills.map((k) => [k, []]));
let done = 0, acknowledged = 0, doubtful = 0;
console.log(`${o.rounds} rounds of kill -9 (${kills.join(", ")}), ${o.clients} clients, seed ${o.seed}`);
function lost(text) {
  losses.push(text);
  console.log(`  MISS ${text.slice(0, 800)}`);
}
try {
  await sockets.open();
  for (; done < o.rounds; done++) {
    const what = kills[pick(kills.length)];
    const result = await round(target, done, what, sockets);
    for (const problem of result.problems) lost(`round ${done} (${what}): ${problem}`);
    backs[what].push(result.back);
    acknowledged += result.acknowledged;
    doubtful += result.doubtful;
    if (done % 10 === 9) console.log(`  ${done + 1} rounds, ${acknowledged} acknowledged, ${doubtful} in doubt, ${losses.length} problems`);
  }
  for (const loss of await oldLists(target, done)) lost(loss);
} catch (e) {
  lost(`round ${done}: ${e.message}\n${target.tailOfLog()}`);
} finally {
  sockets.drop();
  await target.stop();
}
console.log(`\n${done} rounds; ${acknowledged} operations acknowledged, ${doubtful} in doubt; seed ${o.seed}`);
for (const [what, times] of Object.entries(backs)) if (times.length) console.log(`first answer after kill -9 of the ${what}: median ${Math.round(median(times))} ms, slowest ${Math.round(Math.max(...times))} ms (${times.length} rounds)`);
console.log(losses.length ? `${losses.length} problems` : "every acknowledged change was there, every history is linearizable");
if (o.json) writeFileSync(o.json, JSON.stringify({ seed: o.seed, rounds: done, acknowledged, doubtful, losses, backs }, null, 1));
process.exit(losses.length ? 1 : 0);
