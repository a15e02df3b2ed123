#!/usr/bin/gjs
// The smallest browser around WebKit: one window that its driver opens, with a profile in the folder that is named. WebKit's own
// MiniBrowser forgets everything when a driver started it.
imports.gi.versions.Gtk = "3.0";
imports.gi.versions.WebKit2 = "4.1";
const { Gtk, WebKit2 } = imports.gi;

Gtk.init(null);
const [folder] = ARGV;
const profile = new WebKit2.WebsiteDataManager({
  base_data_directory: `${folder}/data`,
  base_cache_directory: `${folder}/cache`,
});
const context = new WebKit2.WebContext({ website_data_manager: profile });
context.set_automation_allowed(true);
context.connect("automation-started", (_context, session) => {
  session.connect("create-web-view", () => {
    const view = new WebKit2.WebView({ web_context: context, is_controlled_by_automation: true });
    const window = new Gtk.Window({ default_width: 1280, default_height: 800 });
    window.add(view);
    window.show_all();
    window.present();
    view.grab_focus();
    view.connect("close", () => window.destroy());
    window.connect("destroy", () => Gtk.main_quit());
    return view;
  });
});
Gtk.main();
