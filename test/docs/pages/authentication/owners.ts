// Who owns which key.

export async function findOwner(key: string): Promise<{ id: string; scopes: string[] } | undefined> {
  return key === 'the-key-of-ada' ? { id: 'ada', scopes: [] } : undefined;
}
