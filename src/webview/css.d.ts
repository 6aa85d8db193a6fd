/** For its effect where the bundle has a style sheet; as text where it goes into a shadow tree. */
declare module '*.css' {
  const text: string;
  export default text;
}

/** As text, in the result renderer. */
declare module '*.svg' {
  const text: string;
  export default text;
}
