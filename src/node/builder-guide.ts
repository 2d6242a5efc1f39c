// Tells those who call a method of the builder that does not exist, as one can in JavaScript, which one they meant.

import type { Option } from '../config/option.ts';
import { ConfigurationError } from '../config/problem.ts';
import { explainUnknown } from '../config/source-reader.ts';
import { nearestOf, suggestOption } from '../config/suggestion.ts';

/** What looks for these does so with every object: `await`, `JSON.stringify`. */
const LOOKED_FOR = ['then', 'catch', 'finally', 'toJSON'];

/** Methods that are not called like their option without its unit. */
const OWN_WORDS: Readonly<Record<string, string>> = {
  maxBodyBytes: 'maxRequestSize',
  maxHeaderBytes: 'maxHeaderSize',
  'admission.maxConcurrent': 'maxConcurrentRequests',
  'admission.maxQueue': 'queueDepth',
  'admission.saturation': 'saturation',
};

const guide = new Proxy(Object.prototype, {
  get(target, name, receiver) {
    if (typeof name !== 'string' || name in target) return Reflect.get(target, name, receiver);
    return LOOKED_FOR.includes(name) ? undefined : explain(name, Object.getPrototypeOf(receiver));
  },
});

/**
 * To be extended: a member that such an object does not have throws a ConfigurationError that names the right one, when
 * there is one near.
 */
export const Guided = withPrototype(guide);

function withPrototype(prototype: object): new () => object {
  const Base = class {};
  Object.setPrototypeOf(Base.prototype, prototype);
  return Base;
}

/** @throws ConfigurationError when something near exists */
function explain(name: string, prototype: object): undefined {
  const members = Object.getOwnPropertyNames(prototype);
  if (suggestOption(name) === undefined && nearestOf(name, members) === undefined) return undefined;
  const spell = (option: Option): string => spellCall(option, prototype);
  const message = explainUnknown(name, { key: name, spell, place: { group: '', members }, otherwise: '' });
  throw new ConfigurationError([{ name, message }]);
}

/** `requestTimeout(...)`, `admission({ adaptive: { minConcurrent: ... } })` */
function spellCall({ path, segments }: Option, prototype: object): string {
  const method = OWN_WORDS[path] ?? path.replace(/(Ms|Bytes)$/, '');
  if (Object.hasOwn(prototype, method)) return `${method}(...)`;
  const [group = '', ...members] = segments;
  return `${group}(${members.reduceRight((inside, member) => `{ ${member}: ${inside} }`, '...')})`;
}
