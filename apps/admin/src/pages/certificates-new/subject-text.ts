/** What a subject is made of, by the names of its attributes. */
export type SubjectParts = Readonly<Record<'CN' | 'OU' | 'O' | 'L' | 'ST' | 'C', string>>;

/** RFC 4514 text of the parts that were filled in, the most specific one first. */
export function subjectText(parts: SubjectParts): string {
  return (['CN', 'OU', 'O', 'L', 'ST', 'C'] as const)
    .map((name) => [name, parts[name].trim()] as const)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${escaped(value)}`)
    .join(',');
}

/** Of one subject's refusal, the attribute that it is about: messages name it in brackets. */
export function attributeOf(message: string): keyof SubjectParts {
  const name = /\((CN|OU|O|L|ST|C)\)/.exec(message)?.[1] ?? /^(CN|OU|O|L|ST|C) in the subject/.exec(message)?.[1];
  return (name ?? 'CN') as keyof SubjectParts;
}

/** Names as people list them: with commas, spaces or line breaks between them. */
export function listOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter((name) => name !== '');
}

function escaped(value: string): string {
  return value.replaceAll(/[\\"+,;<>]/g, (sign) => `\\${sign}`).replace(/^#/, '\\#');
}
