// The entry of core.js: puts the platform on the global scope and leaves one object with what the engine calls. The engine takes
// its functions after each restore and deletes the name.

import { shared } from 'selvedge:shared';
import { builtin, support } from './builtin';
import { hideClock } from './clock';
import { defineGlobals } from './globals';
import { start } from './handlers';
import { install } from './install';
import { useShared } from './lazy';
import { ObjectDefineProperty } from './primordials';
import { addRehearsal } from './rehearsal';
import { rejected } from './report';
import { killed, load, settle, step, take } from './turn';

useShared(shared);
hideClock();
defineGlobals();
const core = { __proto__: null, install, support, builtin, start, load, step, settle, take, killed, rejected };
addRehearsal(core);
ObjectDefineProperty(globalThis, '__selvedge', { __proto__: null, value: core, configurable: true } as any);
