// One round of harm: a process killed, a deployment, a full disk, under clients that go on asking.
import { sleep, until } from "../kit/processes.mjs";
import { Clients, happened, perform, suspended } from "./clients.mjs";
import { clock, settled } from "./history.mjs";
import { population } from "./models.mjs";

/** Alarms that were set before the blow ring after it, each at least once. */
async function rung(target, clocks) {
  const late = [];
  for (const object of clocks) {
    const answer = () => settled(target, object).then(({ value }) => value > 0);
    if (!(await until("the alarm", answer, { within: 15000, every: 100 }).catch(() => false))) late.push(`Clock ${object.name} was set and never rang`);
  }
  return late;
}

/** Waits for the first answer to something that was asked after `moment`; gives how long it took from then. */
async function answered(clients, moment, problems, within = 20000) {
  const first = () => clients.history.find((h) => !h.failed && h.called > moment);
  await until("an answer after the blow", first, { within }).catch((e) => problems.push(e.message));
  return (first()?.answered ?? NaN) - moment;
}

/** Whoever kills engines here, it is not the Worker. */
const blamed = (clients) => {
  const refused = clients.history.filter(suspended).length;
  return refused ? [`${refused} requests were refused, as if the Worker had ended its engine`] : [];
};

const told = (clients, problems, back) => ({ problems, back, acknowledged: clients.acknowledged, doubtful: clients.history.filter((h) => h.failed && happened(h)).length });

/** `trial` is { target, ledger, pick, clients }. */
export async function killRound({ target, ledger, pick, clients: count }, number, what, sockets) {
  const objects = population(number), problems = [];
  const clocks = Array.from({ length: 3 }, (_, i) => ({ kind: "Clock", name: `${number}-${i}` }));
  const clients = new Clients(target, objects, pick, clock, count), least = pick(200);
  await until("the first changes", () => clients.acknowledged > least, { within: 20000 });
  const set = await Promise.all(clocks.map((c) => perform(target, { ...c, method: "set", args: [pick(600)] }, clock)));
  await sleep(pick(400));
  const blow = clock();
  await target.strike(what);
  if (what === "node") await target.restart();
  const back = await answered(clients, blow, problems);
  await sleep(pick(300));
  problems.push(...(await ledger.close(target, objects, await clients.stop())));
  problems.push(...blamed(clients));
  problems.push(...(await rung(target, clocks.filter((_, i) => !set[i].failed))));
  // An engine's death is nothing that a client of a sleeping socket notices; the other two close it.
  if (what !== "engine") await sockets.again();
  const closed = await sockets.check(`round ${number}`);
  if (closed.length) await sockets.again();
  problems.push(...closed);
  return told(clients, problems, back);
}

/** While the disk is full nothing is acknowledged that is not kept; with room again, or at the latest after a restart, all goes on. */
export async function diskRound({ target, ledger, pick, clients: count }, number, disk) {
  const objects = population(number), problems = [];
  const clients = new Clients(target, objects, pick, clock, count), least = pick(200);
  await until("the first changes", () => clients.acknowledged > least, { within: 20000 });
  disk.fill();
  const full = clock();
  await until("a refusal for want of room", () => clients.history.some((h) => h.failed && h.called > full), { within: 15000 }).catch((e) => problems.push(e.message));
  await sleep(pick(1000));
  disk.empty();
  const room = clock(), alone = [];
  let back = await answered(clients, room, alone, 10000);
  if (alone.length) {
    await target.again();
    back = await answered(clients, room, problems);
  }
  await sleep(pick(300));
  problems.push(...(await ledger.close(target, objects, await clients.stop())));
  return { ...told(clients, problems, back), restarted: alone.length > 0 };
}
