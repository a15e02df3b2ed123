// What an app imports to declare a room and use it. What only the server uses of core is not in its bundle.
export { counter, defineRoom, list, map, value } from "@alongside/core";
export { createClient } from "@alongside/client";
