export { email } from "./email.ts";
export type { EmailOptions, Mail, MailWords } from "./options.ts";
