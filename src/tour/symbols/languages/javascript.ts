import type { Language } from './language';

/** What TypeScript shares with JavaScript, whose grammars name some of the nodes differently. */
export function javascriptQuery(nodes: { className: string; field: string; fieldName: string }): string {
  const { className, field, fieldName } = nodes;
  return `
    (class_declaration name: (${className}) @name) @class
    (function_declaration name: (identifier) @name) @function
    (generator_function_declaration name: (identifier) @name) @function

    (method_definition ["get" "set"] name: [(property_identifier) (private_property_identifier)] @name) @property
    (method_definition name: [(property_identifier) (private_property_identifier)] @name) @method
    (${field} ${fieldName}: [(property_identifier) (private_property_identifier)] @name
      value: [(arrow_function) (function_expression)]) @method

    ; A function or a class that a name is given to.
    (variable_declarator name: (identifier) @name
      value: [(arrow_function) (function_expression) (generator_function)]) @function
    (variable_declarator name: (identifier) @name value: (class)) @class
    (assignment_expression
      left: (member_expression object: [(identifier) (this) (member_expression object: (identifier))] @owner
        property: (property_identifier) @name)
      right: [(arrow_function) (function_expression) (generator_function)]) @function
    (assignment_expression
      left: (member_expression object: [(identifier) (member_expression object: (identifier))] @owner
        property: (property_identifier) @name)
      right: (class)) @class
    (pair key: (property_identifier) @name value: [(arrow_function) (function_expression)]) @method

    (program (lexical_declaration kind: "const" (variable_declarator name: (identifier) @name) @constant))
    (program (export_statement
      (lexical_declaration kind: "const" (variable_declarator name: (identifier) @name) @constant)))
    (${field} "static" ${fieldName}: (property_identifier) @name (#match? @name "^[A-Z][A-Z0-9_]*$")) @constant
  `;
}

export const javascript: Language = {
  grammar: 'javascript',
  extensions: ['js', 'mjs', 'cjs', 'jsx'],
  constructors: ['constructor'],
  query: javascriptQuery({ className: 'identifier', field: 'field_definition', fieldName: 'property' }),
};
