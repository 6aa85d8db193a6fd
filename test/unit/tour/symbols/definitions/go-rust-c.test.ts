import { itDefines } from '../support/definitions';

describe('definitions', () => {
  itDefines(
    'Go',
    'file.go',
    `package main

import "fmt"

const Pi = 3
const (
	A = iota
	B
)

var handler = func() {}

type (
	ID   int
	Pair[K comparable, V any] struct{ k K }
)

type Store interface {
	Get(id ID) error
	fmt.Stringer
}

type Alias = Store

func (p *Pair[K, V]) Key() K { return p.k }
func (id ID) String() string { return "" }
func New[T any](x T) *T { return &x }
func main() {}
`,
    `
    constant Pi 5
    constant A 7
    constant B 8
    function handler 11
    type ID 14
    class Pair 15
    interface Store 18-21
    method Store.Get 19
    type Alias 23
    method Pair.Key 25
    method ID.String 26
    function New 27
    function main 28
  `,
  );

  itDefines(
    'Rust',
    'file.rs',
    `pub const MAX: u32 = 1;
static NAME: &str = "x";
#[derive(Debug)]
pub struct Shape<'a, T> { x: &'a T }
pub enum Colour { Red, Rgb(u8, u8, u8) }
pub trait Draw { type Out; const N: usize; fn draw(&self); fn twice(&self) { } }
impl<'a, T> Shape<'a, T> { pub fn new() -> Self { todo!() } const K: u8 = 1; }
impl<T> Draw for Shape<'_, T> where T: Clone { type Out = u8; async fn draw(&self) {} }
impl fmt::Display for crate::Colour { fn fmt(&self) {} }
mod inner { pub fn helper() {} pub mod deep { pub(crate) unsafe fn x() {} } }
mod file;
macro_rules! log { () => {} }
pub type Alias<T> = Vec<T>;
union U { a: u8 }
extern "C" { fn ext(); }
fn main() { fn nested() {} let c = |x| x; }
`,
    `
    constant MAX 1
    constant NAME 2
    class Shape 4
    enum Colour 5
    constant Colour.Red 5
    constant Colour.Rgb 5
    interface Draw 6
    type Draw.Out 6
    constant Draw.N 6
    method Draw.draw 6
    method Draw.twice 6
    method Shape.new 7
    constant Shape.K 7
    type Shape.Out 8
    method Shape.draw 8
    method Colour.fmt 9
    module inner 10
    function inner.helper 10
    module inner.deep 10
    function inner.deep.x 10
    function log 12
    type Alias 13
    class U 14
    function ext 15
    function main 16
    function main.nested 16
  `,
  );

  itDefines(
    'C++',
    'file.cpp',
    `#include <x>
#define LIMIT 10
#define GUARD_H
#define SQUARE(x) ((x)*(x))
namespace a::b { class Fwd; class Shape : public Base { public: Shape(); explicit Shape(int x) : x_(x) {} virtual ~Shape() = default; virtual double area() const = 0; int* ptr(); int& ref() { return x_; } Shape& operator=(const Shape&); static constexpr int K = 1; template <typename T> T get(); template<class U> U put(U u) { return u; } private: int x_; struct Nested { void go() {} }; }; }
namespace { void hidden() {} }
double a::b::Shape::area() const { return 1; }
a::b::Shape::Shape() {}
Shape::~Shape() {}
int* make() { return 0; }
std::vector<int>& refs() { static std::vector<int> v; return v; }
template <typename T> class Box { T v; };
template <> class Box<int> { };
template <typename T> T Box<T>::get() { return v; }
template <typename T> T maxOf(T a, T b) { return a; }
template <> int maxOf<int>(int a, int b) { return a; }
enum Colour { RED, GREEN };
enum class Mode : int { On, Off };
typedef struct { int x; } Point;
typedef int (*Callback)(int);
using Alias = std::vector<int>;
const int TOTAL = 3;
constexpr double PI = 3.14;
int counter = 0;
int declared(int x);
bool operator==(const Point& a, const Point& b) { return true; }
auto trailing() -> int { return 1; }
extern "C" void c_fn(void) {}
template <class T> concept Small = sizeof(T) < 4;
union U { int a; };
`,
    `
    constant LIMIT 2
    function SQUARE 4
    module a.b 5
    class a.b.Shape 5
    constructor a.b.Shape.Shape 5
    constructor a.b.Shape.Shape 5
    method a.b.Shape.~Shape 5
    method a.b.Shape.area 5
    method a.b.Shape.ptr 5
    method a.b.Shape.ref 5
    method a.b.Shape.operator= 5
    method a.b.Shape.get 5
    method a.b.Shape.put 5
    class a.b.Shape.Nested 5
    method a.b.Shape.Nested.go 5
    function hidden 6
    method a.b.Shape.area 7
    constructor a.b.Shape.Shape 8
    method Shape.~Shape 9
    function make 10
    function refs 11
    class Box 12
    class Box 13
    method Box.get 14
    function maxOf 15
    function maxOf 16
    enum Colour 17
    constant Colour.RED 17
    constant Colour.GREEN 17
    enum Mode 18
    constant Mode.On 18
    constant Mode.Off 18
    type Point 19
    type Callback 20
    type Alias 21
    constant TOTAL 22
    constant PI 23
    function operator== 26
    function trailing 27
    function c_fn 28
    type Small 29
    class U 30
  `,
  );

  itDefines(
    'C',
    'file.c',
    `struct node { struct node *next; };
static inline int add(int a, int b) { return a + b; }
char **split(const char *s) { return 0; }
int old(a, b) int a; int b; { return a; }
typedef enum { X, Y } kind_t;
`,
    `
    class node 1
    function add 2
    function split 3
    type kind_t 5
    constant kind_t.X 5
    constant kind_t.Y 5
  `,
  );
});
