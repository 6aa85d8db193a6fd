import type { Language } from './language';

export const ruby: Language = {
  grammar: 'ruby',
  extensions: ['rb', 'rake', 'gemspec', 'ru'],
  fileNames: ['Rakefile', 'Gemfile', 'Guardfile', 'Capfile', 'Vagrantfile'],
  constructors: ['initialize'],
  query: `
    (class name: [(constant) @name (scope_resolution scope: (_) @owner name: (constant) @name)]) @class
    (module name: [(constant) @name (scope_resolution scope: (_) @owner name: (constant) @name)]) @module
    (method name: (_) @name) @function
    (singleton_method name: (_) @name) @function
    (alias name: (identifier) @name) @function
    (assignment left: (constant) @name right: (call
      receiver: (constant) @_receiver method: (identifier) @_method) (#any-of? @_receiver "Struct" "Class" "Data")) @class
    (assignment left: (constant) @name) @constant
    (call method: (identifier) @_method
      arguments: (argument_list (simple_symbol) @name)
      (#any-of? @_method "attr_reader" "attr_writer" "attr_accessor")) @property
  `,
};
