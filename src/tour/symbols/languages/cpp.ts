import type { Language } from './language';

const PLAIN = '(identifier) @name (destructor_name) @name (operator_name) @name';
const SPECIALISED = '(template_function name: (identifier) @name)';
/** `area`, `Shape::area`, `geometry::Shape::area`, and one deeper. */
const NAME = `[${PLAIN} (field_identifier) @name ${SPECIALISED} ${[0, 1, 2]
  .map((depth) => {
    const inner = `${'name: (qualified_identifier '.repeat(depth)}name: [${PLAIN} ${SPECIALISED}]${')'.repeat(depth)}`;
    return `(qualified_identifier ${inner}) @owner`;
  })
  .join(' ')}]`;

/** C++, and C with the same grammar. */
export const cpp: Language = {
  grammar: 'cpp',
  extensions: [
    'c',
    'h',
    'cc',
    'cpp',
    'cxx',
    'c++',
    'hh',
    'hpp',
    'hxx',
    'h++',
    'inl',
    'ipp',
    'ixx',
    'cppm',
    'cu',
    'cuh',
  ],
  constructors: 'class',
  query: `
    (class_specifier name: (type_identifier) @name body: (_)) @class
    (class_specifier name: (template_type name: (type_identifier) @name) body: (_)) @class
    (class_specifier name: (qualified_identifier name: (type_identifier) @name) @owner body: (_)) @class
    (struct_specifier name: (type_identifier) @name body: (_)) @class
    (struct_specifier name: (template_type name: (type_identifier) @name) body: (_)) @class
    (struct_specifier name: (qualified_identifier name: (type_identifier) @name) @owner body: (_)) @class
    (union_specifier name: (type_identifier) @name body: (_)) @class
    (enum_specifier name: (type_identifier) @name body: (_)) @enum
    (enumerator name: (identifier) @name) @constant
    (concept_definition name: (identifier) @name) @type
    (type_definition declarator: (type_identifier) @name) @type
    (type_definition declarator: (function_declarator
      declarator: (parenthesized_declarator (pointer_declarator declarator: (type_identifier) @name)))) @type
    (alias_declaration name: (type_identifier) @name) @type
    (namespace_definition name: (namespace_identifier) @name) @module
    (namespace_definition name: (nested_namespace_specifier (namespace_identifier) @name .) @owner) @module

    (function_definition declarator: (function_declarator declarator: ${NAME})) @function
    (function_definition declarator: (_ (function_declarator declarator: ${NAME}))) @function
    (function_definition declarator: (_ (_ (function_declarator declarator: ${NAME})))) @function
    (field_declaration_list (field_declaration declarator: (function_declarator declarator: ${NAME})) @method)
    (field_declaration_list (field_declaration declarator: (_ (function_declarator declarator: ${NAME}))) @method)
    (field_declaration_list (declaration declarator: (function_declarator declarator: ${NAME})) @method)
    (field_declaration_list (declaration declarator: (_ (function_declarator declarator: ${NAME}))) @method)
    (field_declaration_list (template_declaration
      (declaration declarator: (function_declarator declarator: ${NAME})) @method))

    (preproc_def name: (identifier) @name value: (_)) @constant
    (preproc_function_def name: (identifier) @name) @function
    (translation_unit (declaration (type_qualifier) @_qualifier
      declarator: (init_declarator declarator: (identifier) @name)) @constant (#any-of? @_qualifier "const" "constexpr" "constinit"))
  `,
};
