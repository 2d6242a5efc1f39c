// A client that answers everything it is asked, for the scenarios about questions.

import type { Answers, Wire } from './client.ts';

export const ROOTS = { roots: [{ uri: 'file:///home/ada', name: 'home' }] };
export const WORD = { role: 'assistant', content: { type: 'text', text: 'word' }, model: 'tiny' };

/** A client that answers everything and keeps what it was asked. */
export function answering(asked: Wire[] = []): Answers {
  return {
    elicit: (params) => {
      asked.push(params);
      if (params['mode'] === 'url') return { action: 'accept' };
      const isColour = String(params['message']).startsWith('Which colour');
      if (isColour) return { action: 'accept', content: { colour: 'green' } };
      const isName = params['message'] === 'Who are you?';
      return { action: 'accept', content: isName ? { name: 'Ada' } : { ok: true } };
    },
    sample: (params) => {
      asked.push(params);
      return WORD;
    },
    roots: () => {
      asked.push({ roots: 'asked' });
      return ROOTS;
    },
  };
}
