// What a user is asked before a note is published, and what their answer means. The answer comes from
// the client, so it is checked like any other input.
import { z } from 'zod';
import { NOTE_TAGS, type NoteTag } from './note.ts';

export const confirmationSchema = z.object({
  confirm: z.boolean().describe('Publish this note?').meta({ title: 'Publish' }),
  tag: z.enum(NOTE_TAGS).optional().describe('What kind of note it is.').meta({ title: 'Tag' }),
});

export interface ConfirmationAnswer {
  action: 'accept' | 'decline' | 'cancel';
  content?: unknown;
}

export type Refusal = 'declined' | 'cancelled' | 'not confirmed';
export type Decision = { publish: true; tag: NoteTag | undefined } | { publish: false; reason: Refusal };

/** @throws ZodError when an accepted form is not the one that was asked for. */
export function decisionOf({ action, content }: ConfirmationAnswer): Decision {
  switch (action) {
    case 'decline':
      return { publish: false, reason: 'declined' };
    case 'cancel':
      return { publish: false, reason: 'cancelled' };
    case 'accept': {
      const { confirm, tag } = confirmationSchema.parse(content);
      return confirm ? { publish: true, tag } : { publish: false, reason: 'not confirmed' };
    }
  }
}
