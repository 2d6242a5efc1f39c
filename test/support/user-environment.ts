// The environment of a user's shell: without what npm and the test runner pass on to their children.

export function userEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NODE_TEST_CONTEXT$|NODE_OPTIONS$|INIT_CWD$)/i.test(name),
  );
  return Object.fromEntries(inherited);
}
