// The URI of a note, `note://<id>`. Ids have no characters that would need encoding.

const NOTE_SCHEME = 'note://';
export const NOTE_TEMPLATE = `${NOTE_SCHEME}{id}`;

export const noteUri = (id: string) => NOTE_SCHEME + id;
