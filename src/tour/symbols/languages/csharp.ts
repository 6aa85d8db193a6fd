import type { Language } from './language';

export const csharp: Language = {
  grammar: 'c-sharp',
  extensions: ['cs', 'csx'],
  constructors: 'class',
  query: `
    (class_declaration name: (identifier) @name) @class
    (struct_declaration name: (identifier) @name) @class
    (record_declaration name: (identifier) @name) @class
    (interface_declaration name: (identifier) @name) @interface
    (enum_declaration name: (identifier) @name) @enum
    (enum_member_declaration name: (identifier) @name) @constant
    (delegate_declaration name: (identifier) @name) @type
    (constructor_declaration name: (identifier) @name) @constructor
    (method_declaration name: (identifier) @name) @method
    (local_function_statement name: (identifier) @name) @function
    (property_declaration name: (identifier) @name) @property
    (event_declaration name: (identifier) @name) @property
    (field_declaration (modifier "const") (variable_declaration (variable_declarator name: (identifier) @name))) @constant
    (field_declaration (modifier "static") (modifier "readonly")
      (variable_declaration (variable_declarator name: (identifier) @name))) @constant

    (namespace_declaration name: (identifier) @name) @module
    (namespace_declaration name: (qualified_name qualifier: (_) @owner name: (identifier) @name)) @module
    (file_scoped_namespace_declaration name: (identifier) @name) @module.rest
    (file_scoped_namespace_declaration name: (qualified_name qualifier: (_) @owner name: (identifier) @name)) @module.rest
  `,
};
