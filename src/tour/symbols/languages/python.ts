import type { Language } from './language';

export const python: Language = {
  grammar: 'python',
  extensions: ['py', 'pyi', 'pyw'],
  constructors: ['__init__', '__new__'],
  query: `
    (class_definition name: (identifier) @name) @class
    (function_definition name: (identifier) @name) @function
    (type_alias_statement left: (type [(identifier) @name (generic_type . (identifier) @name)])) @type

    ; Names in capitals, at the top or in a class: constants. Names like a class's: NewType, TypeVar, namedtuple.
    (module (expression_statement (assignment left: (identifier) @name) @constant (#match? @name "^_*[A-Z][A-Z0-9_]*$")))
    (module (expression_statement (assignment left: (identifier) @name right: (call)) @type (#match? @name "^_*[A-Z]")))
    (class_definition body: (block (expression_statement
      (assignment left: (identifier) @name) @constant (#match? @name "^_*[A-Z][A-Z0-9_]*$"))))
  `,
};
