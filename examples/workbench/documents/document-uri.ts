// The URI of a document, `docs://<path>`. Every part of the path is percent-encoded, so that a file
// name with a blank or a `#` in it survives the way through a client; the server decodes it again.

const DOCUMENT_SCHEME = 'docs://';
export const DOCUMENT_TEMPLATE = `${DOCUMENT_SCHEME}{+path}`;

export function documentUri(path: string): string {
  return DOCUMENT_SCHEME + path.split('/').map(encodeURIComponent).join('/');
}
