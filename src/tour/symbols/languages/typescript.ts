import { javascriptQuery } from './javascript';
import type { Language } from './language';

const query = `
  ${javascriptQuery({ className: 'type_identifier', field: 'public_field_definition', fieldName: 'name' })}
  (abstract_class_declaration name: (type_identifier) @name) @class
  (interface_declaration name: (type_identifier) @name) @interface
  (type_alias_declaration name: (type_identifier) @name) @type
  (enum_declaration name: (identifier) @name) @enum
  (enum_body name: (property_identifier) @name @constant)
  (enum_assignment name: (property_identifier) @name) @constant
  (internal_module name: [(identifier) @name (nested_identifier object: (_) @owner property: (_) @name)]) @module
  (module name: [(identifier) @name (nested_identifier object: (_) @owner property: (_) @name)]) @module
  (function_signature name: (identifier) @name) @function
  (method_signature name: [(property_identifier) (private_property_identifier)] @name) @method
  (abstract_method_signature name: [(property_identifier) (private_property_identifier)] @name) @method
`;

export const typescript: Language = {
  grammar: 'typescript',
  extensions: ['ts', 'mts', 'cts'],
  constructors: ['constructor'],
  query,
};

export const tsx: Language = { grammar: 'tsx', extensions: ['tsx'], constructors: ['constructor'], query };
