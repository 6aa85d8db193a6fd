import type { Language } from './language';

export const rust: Language = {
  grammar: 'rust',
  extensions: ['rs'],
  constructors: [],
  query: `
    (struct_item name: (type_identifier) @name) @class
    (union_item name: (type_identifier) @name) @class
    (enum_item name: (type_identifier) @name) @enum
    (enum_variant name: (identifier) @name) @constant
    (trait_item name: (type_identifier) @name) @interface
    (type_item name: (type_identifier) @name) @type
    (associated_type name: (type_identifier) @name) @type
    (function_item name: (identifier) @name) @function
    (function_signature_item name: (identifier) @name) @function
    (macro_definition name: (identifier) @name) @function
    (mod_item name: (identifier) @name body: (_)) @module
    (const_item name: (identifier) @name) @constant
    (static_item name: (identifier) @name) @constant

    (impl_item type: [
      (type_identifier) @name
      (generic_type type: [(type_identifier) @name (scoped_type_identifier name: (type_identifier) @name)])
      (scoped_type_identifier name: (type_identifier) @name)
      (reference_type type: (type_identifier) @name)
    ]) @scope
  `,
};
