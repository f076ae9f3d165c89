//! What Windows shows of the program and how it treats it: icon, version, manifest. How Linux loads it.

/// Paths of more than 260 letters where the computer allows them, UTF-8 as the code page of the process, no asking for an
/// administrator, Windows 10 and later.
const MANIFEST: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">
  <trustInfo xmlns="urn:schemas-microsoft-com:asm.v3">
    <security>
      <requestedPrivileges><requestedExecutionLevel level="asInvoker" uiAccess="false"/></requestedPrivileges>
    </security>
  </trustInfo>
  <compatibility xmlns="urn:schemas-microsoft-com:compatibility.v1">
    <application><supportedOS Id="{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}"/></application>
  </compatibility>
  <application xmlns="urn:schemas-microsoft-com:asm.v3">
    <windowsSettings>
      <longPathAware xmlns="http://schemas.microsoft.com/SMI/2016/WindowsSettings">true</longPathAware>
      <activeCodePage xmlns="http://schemas.microsoft.com/SMI/2019/WindowsSettings">UTF-8</activeCodePage>
    </windowsSettings>
  </application>
</assembly>
"#;

#[expect(clippy::disallowed_macros, reason = "so a build script speaks to cargo")]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=dist/crisis.ico");
    let target = |what: &str| std::env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default();
    match (target("OS").as_str(), target("ENV").as_str()) {
        ("windows", _) => windows(),
        // At an address of its own: anywhere else, each start writes 35,000 addresses into 650 KB of tables (names of
        // glyphs, pinyin, entities of HTML) before its first step. What that costs is told in SECURITY.md.
        ("linux", "gnu") => println!("cargo::rustc-link-arg-bins=-no-pie"),
        _ => {}
    }
}

fn windows() {
    let mut resource = winresource::WindowsResource::new();
    resource.set_icon("dist/crisis.ico").set_manifest(MANIFEST).set_language(0x0804);
    resource.set("ProductName", "crisis").set("OriginalFilename", "crisis.exe");
    resource.set("FileDescription", "学生心理危机干预档案");
    resource.set("LegalCopyright", env!("CARGO_PKG_LICENSE"));
    resource.compile().expect("windres (mingw-w64) or rc.exe (Windows SDK) makes the resources");
}
