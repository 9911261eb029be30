// The objects of this lane: what they do is a step of the case that called them.
import { DurableObject } from "cloudflare:workers";
import { cases } from "./cases.js";
import { fault } from "./reach.js";
import { encode, tools } from "./tools.js";

/** Ids whose name does not tell the case, and those of objects that an alarm or a message woke. */
const known = new Map();

function stepOf(object, name) {
  const index = known.get(object.ctx.id.toString()) ?? /^\d+/.exec(object.ctx.id.name ?? "")?.[0];
  return cases[index]?.inside[name];
}

function given(object, request) {
  const { ctx, env } = object;
  return { ...tools(request, env, ctx), fault, self: object, storage: ctx.storage, sql: ctx.storage.sql, kv: ctx.storage.kv };
}

/** What every class here does with a request: the step that it names, whose value or error goes back as JSON. */
async function serve(object, request) {
  const index = request.headers.get("x-case");
  if (index === null) return (stepOf(object, "fetch") ?? (() => new Response("no step")))(given(object, request), request);
  known.set(object.ctx.id.toString(), index);
  const step = cases[index].inside[request.headers.get("x-step")];
  try {
    const value = await step(given(object, request), ...(await request.json()));
    return value instanceof Response ? value : Response.json({ value: encode(value) });
  } catch (error) {
    return Response.json({ thrown: encode(error) });
  }
}

export class Actor extends DurableObject {
  seen = [];

  constructor(ctx, env) {
    super(ctx, env);
    stepOf(this, "construct")?.(given(this));
  }

  fetch(request) {
    return serve(this, request);
  }

  alarm(info) {
    return stepOf(this, "alarm")?.(given(this), info);
  }

  webSocketMessage(socket, message) {
    return stepOf(this, "message")?.(given(this), socket, message);
  }

  webSocketClose(socket, code, reason, clean) {
    return stepOf(this, "close")?.(given(this), socket, code, reason, clean);
  }

  webSocketError(socket, error) {
    return stepOf(this, "error")?.(given(this), socket, error);
  }
}

/** Without any handler but fetch. */
export class Bare extends DurableObject {
  fetch(request) {
    return serve(this, request);
  }
}

/** As classes were written before there was a base class. */
export class Legacy {
  constructor(ctx, env) {
    Object.assign(this, { ctx, env, given: arguments.length });
  }

  fetch(request) {
    return serve(this, request);
  }

  add(a, b) {
    return a + b;
  }
}
