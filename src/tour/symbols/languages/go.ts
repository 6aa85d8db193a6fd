import type { Language } from './language';

export const go: Language = {
  grammar: 'go',
  extensions: ['go'],
  constructors: [],
  query: `
    (type_spec name: (type_identifier) @name type: (struct_type)) @class
    (type_spec name: (type_identifier) @name type: (interface_type)) @interface
    (type_spec name: (type_identifier) @name) @type
    (type_alias name: (type_identifier) @name) @type
    (method_elem name: (field_identifier) @name) @method
    (function_declaration name: (identifier) @name) @function
    (method_declaration
      receiver: (parameter_list (parameter_declaration type: [
        (type_identifier) @owner
        (generic_type type: (type_identifier) @owner)
        (pointer_type [(type_identifier) @owner (generic_type type: (type_identifier) @owner)])
      ]))
      name: (field_identifier) @name) @method
    (source_file (const_declaration (const_spec name: (identifier) @name) @constant))
    (source_file (var_declaration (var_spec name: (identifier) @name value: (expression_list (func_literal))) @function))
    (source_file (var_declaration (var_spec_list
      (var_spec name: (identifier) @name value: (expression_list (func_literal))) @function)))
  `,
};
