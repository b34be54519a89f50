/** The agent's address book: found by any part of name, department or number. */
import type { Contact } from '../../engine/desk.js';

export interface Department {
  readonly name: string;
  readonly contacts: readonly Contact[];
}

/** Every word has to be found somewhere in the contact, in whatever order. */
export function findContacts(contacts: readonly Contact[], search: string): readonly Contact[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return contacts.filter((contact) => {
    const text = `${contact.department} ${contact.name} ${contact.number}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Departments in the order of their names, the people of each likewise. */
export function byDepartment(contacts: readonly Contact[], language: string): readonly Department[] {
  const { compare } = new Intl.Collator(language);
  const departments = new Map<string, Contact[]>();
  for (const contact of contacts) {
    const there = departments.get(contact.department);
    if (there) there.push(contact);
    else departments.set(contact.department, [contact]);
  }
  return [...departments]
    .map(([name, people]) => ({ name, contacts: people.sort((a, b) => compare(a.name, b.name)) }))
    .sort((a, b) => compare(a.name, b.name));
}

/** What was typed, when it can be dialled as it stands. */
export function diallable(search: string): string | undefined {
  const number = search.replace(/[\s()-]/g, '');
  return /^[+]?[0-9*#]{2,32}$/.test(number) ? number : undefined;
}
