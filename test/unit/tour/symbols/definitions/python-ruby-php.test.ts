import { itDefines } from '../support/definitions';

describe('definitions', () => {
  itDefines(
    'Python',
    'file.py',
    `"""Doc."""
MAX_ROWS = 10
_LIMIT: int = 5
logger = make()
UserId = NewType("UserId", int)
type Alias[T] = list[T]

# A comment.
@decorator(1)
class Outer(Base, Generic[T]):
    LEVEL = 3
    field: int

    class Inner:
        async def work(self):
            def helper():
                pass

    def __init__(self):
        self.x = 1

    @property
    def size(self) -> int:
        return 1

    @overload
    def get(self, a: int) -> int: ...
    @overload
    def get(self, a: str) -> str: ...


if True:
    def conditional(): pass


async def main():
    class Local: pass


lam = lambda x: x
`,
    `
    constant MAX_ROWS 2
    constant _LIMIT 3
    type UserId 5
    type Alias 6
    class Outer 10-29
    constant Outer.LEVEL 11
    class Outer.Inner 14-17
    method Outer.Inner.work 15-17
    function Outer.Inner.work.helper 16-17
    constructor Outer.__init__ 19-20
    method Outer.size 23-24
    method Outer.get 27
    method Outer.get 29
    function conditional 33
    function main 36-37
    class main.Local 37
  `,
  );

  itDefines(
    'Ruby',
    'file.rb',
    `module Billing
  RATE = 0.2
  class Invoice < Base
    attr_reader :total, :tax
    def initialize(x)
    end
    def total?; end
    def self.build(*args)
      new
    end
    class << self
      def hidden; end
    end
    private def secret = 1
    def ==(other); end
    def name=(x); end
    alias old_total total?
    alias_method :a, :b
  end
  Point = Struct.new(:x, :y)
  class Deep::Err < StandardError; end
  module_function
  def helper; end
end
class A::B::C; end
def top; end
`,
    `
    module Billing 1-24
    constant Billing.RATE 2
    class Billing.Invoice 3-19
    property Billing.Invoice.total 4
    property Billing.Invoice.tax 4
    constructor Billing.Invoice.initialize 5-6
    method Billing.Invoice.total? 7
    method Billing.Invoice.build 8-10
    method Billing.Invoice.hidden 12
    method Billing.Invoice.secret 14
    method Billing.Invoice.== 15
    method Billing.Invoice.name= 16
    method Billing.Invoice.old_total 17
    class Billing.Point 20
    class Billing.Deep.Err 21
    function Billing.helper 23
    class A.B.C 25
    function top 26
  `,
  );

  itDefines(
    'PHP',
    'file.php',
    `<?php
declare(strict_types=1);
namespace App\\Models;

const LIMIT = 5;
#[Attribute]
abstract class Invoice extends Base implements Port {
  public const RATE = 1, OTHER = 2;
  private int $total = 0;
  public function __construct(private int $x) {}
  #[Pure]
  public static function make(): static { return new static; }
  abstract function draw(): void;
}
interface Port { public function open(): void; }
trait Loggable { function log() { } }
enum Suit: string { case Hearts = 'H'; const Wild = self::Hearts; public function label() {} }
function helper(array $x) { function inner() {} }
$f = function () {};
define('OLD', 1);
`,
    `
    module App.Models 3
    constant App.Models.LIMIT 5
    class App.Models.Invoice 7-14
    constant App.Models.Invoice.RATE 8
    constant App.Models.Invoice.OTHER 8
    constructor App.Models.Invoice.__construct 10
    method App.Models.Invoice.make 12
    method App.Models.Invoice.draw 13
    interface App.Models.Port 15
    method App.Models.Port.open 15
    class App.Models.Loggable 16
    method App.Models.Loggable.log 16
    enum App.Models.Suit 17
    constant App.Models.Suit.Hearts 17
    constant App.Models.Suit.Wild 17
    method App.Models.Suit.label 17
    function App.Models.helper 18
    function App.Models.helper.inner 18
  `,
  );

  itDefines(
    'PHP with braces',
    'file.php',
    `<html><?php namespace A\\B { class K { function m() {} } } namespace C { function g() {} } ?></html>
`,
    `
    module A.B 1
    class A.B.K 1
    method A.B.K.m 1
    module C 1
    function C.g 1
  `,
  );
});
