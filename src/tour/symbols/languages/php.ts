import type { Language } from './language';

export const php: Language = {
  grammar: 'php',
  extensions: ['php', 'phtml', 'php5', 'inc'],
  constructors: ['__construct'],
  query: `
    (class_declaration name: (name) @name) @class
    (interface_declaration name: (name) @name) @interface
    (trait_declaration name: (name) @name) @class
    (enum_declaration name: (name) @name) @enum
    (enum_case name: (name) @name) @constant
    (function_definition name: (name) @name) @function
    (method_declaration name: (name) @name) @method
    (const_element . (name) @name) @constant
    (namespace_definition name: (namespace_name (name) @name .) @owner body: (_)) @module
    (namespace_definition name: (namespace_name (name) @name .) @owner) @module.rest
  `,
};
