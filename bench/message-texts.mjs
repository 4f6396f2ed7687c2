// A plugin of Stryker: words that people read may change, so texts of messages are no mutants. Names of rules and places elsewhere are.
const shouldIgnore = (path) =>
  (path.isStringLiteral() || path.isTemplateLiteral()) &&
  path.findParent((parent) => parent.isVariableDeclarator() && parent.node.id.name === 'messages') !== null
    ? 'a text of a message'
    : undefined;

export const strykerPlugins = [{ kind: 'Ignore', name: 'message-texts', value: { shouldIgnore } }];
