declare module 'mjml' {
  /** MJML 5 as this room uses it. */
  export default function mjml2html(
    mjml: string,
    options: { validationLevel: 'strict'; keepComments: boolean; fonts: object; ignoreIncludes: boolean; minify?: boolean },
  ): Promise<{ html: string; errors: { formattedMessage: string }[] }>;
}
