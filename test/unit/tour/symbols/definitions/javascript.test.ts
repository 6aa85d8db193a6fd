import { itDefines } from '../support/definitions';

describe('definitions', () => {
  itDefines(
    'TypeScript',
    'file.ts',
    `export const LIMIT = 5;
const { a, b } = obj;
export const arrow = async <T,>(x: T) => x;
@Component({})
export class Panel<T> extends Base {
  static readonly DEFAULT = 1;
  #secret = 1;
  handler = () => { };
  constructor(private readonly x: number) { super(); }
  @Input()
  public get size(): number { return 1; }
  static make(): Panel { return new Panel(); }
  async *stream(): AsyncIterable<T> {}
  #hidden(): void {}
  abstract draw(): void;
}
abstract class Shape { abstract area(): number; }
export interface Port<T> extends Other { open(path: string): void; readonly name: string; }
export type Kind = 'a' | 'b';
export enum Colour { Red, Green = 2 }
declare enum E2 { X }
export namespace Geo { export function area(): void {} namespace Deep.Er { const q = 1; class K {} } }
declare module Old { }
declare function ext(a: number): void;
export function over(a: string): void;
export function over(a: number): void;
export function over(a: unknown): void { function inner() {} }
export default class Main {}
export default function run() {}
const api = { get() {}, post: () => 1, async *x() {} };
const Made = class { m() {} };
let counter = () => 1;
`,
    `
    constant LIMIT 1
    function arrow 3
    class Panel 5-16
    constant Panel.DEFAULT 6
    method Panel.handler 8
    constructor Panel.constructor 9
    property Panel.size 11
    method Panel.make 12
    method Panel.stream 13
    method Panel.#hidden 14
    method Panel.draw 15
    class Shape 17
    method Shape.area 17
    interface Port 18
    method Port.open 18
    type Kind 19
    enum Colour 20
    constant Colour.Red 20
    constant Colour.Green 20
    enum E2 21
    constant E2.X 21
    module Geo 22
    function Geo.area 22
    module Geo.Deep.Er 22
    class Geo.Deep.Er.K 22
    module Old 23
    function ext 24
    function over 25
    function over 26
    function over 27
    function over.inner 27
    class Main 28
    function run 29
    constant api 30
    method api.get 30
    method api.post 30
    method api.x 30
    class Made 31
    method Made.m 31
    function counter 32
  `,
  );

  itDefines(
    'TSX',
    'file.tsx',
    `export const Button: FC<Props> = ({ x }) => <div onClick={() => x}>{x}</div>;
export function App() { return <Button<string> x="1" />; }
class View extends React.Component { render() { return <></>; } }
`,
    `
    function Button 1
    function App 2
    class View 3
    method View.render 3
  `,
  );

  itDefines(
    'JavaScript',
    'file.js',
    `const Z = require('z');
module.exports.run = function () {};
exports.Go = class {};
Foo.prototype.bar = function bar() {};
function* gen() {}
class A extends B { static X = 1; static #p = 2; constructor() {} get v() {} set v(x) {} async m() {} f = () => {} }
var old = function () { return 1; };
export const C = 1, D = 2;
const el = <div/>;
export default { name: 'x', methods: { go() {} } };
`,
    `
    constant Z 1
    function run 2
    class Go 3
    method Foo.bar 4
    function gen 5
    class A 6
    constant A.X 6
    constructor A.constructor 6
    property A.v 6
    property A.v 6
    method A.m 6
    method A.f 6
    function old 7
    constant C 8
    constant D 8
    constant el 9
    method go 10
  `,
  );
});
