// A bomb that goes off inside a Durable Object: `body` is its fetch handler, `members` more of its class, `front` the Worker's.
const source = (body, { members = "", front = `return env.BOMB.getByName("bomb").fetch(request);` }) => `import { DurableObject, RpcTarget } from "cloudflare:workers";
export class Bomb extends DurableObject {
  async fetch(request) {
    const { ctx, env } = this, { storage } = ctx, { sql, kv } = storage;
    ${body}
    return new Response("survived");
  }
  ${members}
}
export default { async fetch(request, env, ctx) {
  ${front}
} };
`;

/** What runs in an object ends the caller's request with an error, and the tail of their script tells of both. */
export const hosted = (name, body, { members, front, ...more } = {}) => ({
  name, source: source(body, { members, front }), objects: ["Bomb"], cpu: 1000, answer: ["1101", "1102"], tail: ["exception", "exceededCpu", "exceededMemory", "canceled"], ...more,
});

export const anything = { answer: ["any"], tail: ["ok", "exception", "exceededCpu", "exceededMemory", "canceled"] };
