import { itDefines } from '../support/definitions';

describe('definitions', () => {
  itDefines(
    'Java',
    'A.java',
    `package x.y;

@Entity
@Table(name = "t")
public abstract class Shape<T> implements Comparable<T> {
  public static final int MAX = 1, MIN = 0;
  private int count;
  @Inject
  public Shape(int c) {}
  @Override
  public <R> R map(Function<T, R> f) { return null; }
  abstract void draw();
  interface Visitor { int LIMIT = 3; void visit(); default void d() {} }
  enum Colour { RED, GREEN { void x() {} }; int v() { return 1; } }
  record Point(int x, int y) { Point { } static int z() { return 1; } }
  @interface Marker { String value() default ""; }
  static class Nested { class Deep { void go() { Runnable r = new Runnable() { public void run() {} }; } } }
}
`,
    `
    class Shape 5-18
    constant Shape.MAX 6
    constant Shape.MIN 6
    constructor Shape.Shape 9
    method Shape.map 11
    method Shape.draw 12
    interface Shape.Visitor 13
    constant Shape.Visitor.LIMIT 13
    method Shape.Visitor.visit 13
    method Shape.Visitor.d 13
    enum Shape.Colour 14
    constant Shape.Colour.RED 14
    constant Shape.Colour.GREEN 14
    method Shape.Colour.GREEN.x 14
    method Shape.Colour.v 14
    class Shape.Point 15
    constructor Shape.Point.Point 15
    method Shape.Point.z 15
    interface Shape.Marker 16
    method Shape.Marker.value 16
    class Shape.Nested 17
    class Shape.Nested.Deep 17
    method Shape.Nested.Deep.go 17
    method Shape.Nested.Deep.go.run 17
  `,
  );

  itDefines(
    'C#',
    'file.cs',
    `using System;
namespace App.Core;

[Serializable]
public partial class Plane<T> : Base where T : class {
  public const int Max = 1;
  private static readonly string Name = "x";
  private int count;
  public Plane(int c) : base(c) { }
  ~Plane() { }
  [Obsolete]
  public async Task<int> Charge(int x) => x;
  public int Budget { get; set; }
  public event EventHandler Changed;
  public static Plane<T> operator +(Plane<T> a, Plane<T> b) => a;
  interface IPort { void Open(); }
  enum Mode { On, Off = 2 }
  struct P { }
  record R(int X);
  record struct RS(int X);
  delegate void D(int x);
  void Outer() { void Local() { } }
  public int this[int i] => i;
}
`,
    `
    module App.Core 2
    class App.Core.Plane 5-24
    constant App.Core.Plane.Max 6
    constant App.Core.Plane.Name 7
    constructor App.Core.Plane.Plane 9
    method App.Core.Plane.Charge 12
    property App.Core.Plane.Budget 13
    interface App.Core.Plane.IPort 16
    method App.Core.Plane.IPort.Open 16
    enum App.Core.Plane.Mode 17
    constant App.Core.Plane.Mode.On 17
    constant App.Core.Plane.Mode.Off 17
    class App.Core.Plane.P 18
    class App.Core.Plane.R 19
    class App.Core.Plane.RS 20
    type App.Core.Plane.D 21
    method App.Core.Plane.Outer 22
    function App.Core.Plane.Outer.Local 22
  `,
  );

  itDefines(
    'C# with braces',
    'file.cs',
    `namespace A.B { namespace C { class K { void M() {} } } class L {} }
`,
    `
    module A.B 1
    module A.B.C 1
    class A.B.C.K 1
    method A.B.C.K.M 1
    class A.B.L 1
  `,
  );
});
