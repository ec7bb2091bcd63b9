; Installer for Windows, made by Inno Setup 6: iscc /DVersion=1.2.3 /DFolder=dist\cpu\diar packaging\windows\diar.iss
; packaging/build.py calls it.

#ifndef Version
  #error Version has to be given
#endif
#ifndef Folder
  #error Folder has to be given
#endif

[Setup]
AppId={{5E0E8B0B-6C29-4C50-9B6C-8C6C1C6E2D17}
AppName=DIAR
AppVersion={#Version}
AppPublisher=The DIAR project
DefaultDirName={autopf}\DIAR
DefaultGroupName=DIAR
DisableProgramGroupPage=yes
; Everyone may install it for themselves; an administrator may choose to do so for all.
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
LicenseFile=..\..\LICENSE
UninstallDisplayIcon={app}\diar-gui.exe
Compression=lzma2/normal
SolidCompression=yes
LZMANumBlockThreads=4
ChangesAssociations=yes
ChangesEnvironment=yes
WizardStyle=modern

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked
Name: "path"; Description: "Add the command diar to PATH"; Flags: unchecked

[Files]
Source: "{#Folder}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{group}\DIAR"; Filename: "{app}\diar-gui.exe"
Name: "{autodesktop}\DIAR"; Filename: "{app}\diar-gui.exe"; Tasks: desktopicon

[Registry]
; Projects open by a double click; photos and folders get an entry "Open with DIAR" and keep their own programs.
Root: HKA; Subkey: "Software\Classes\.diar"; ValueType: string; ValueData: "DIAR.Project"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\DIAR.Project"; ValueType: string; ValueData: "DIAR project"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\DIAR.Project\DefaultIcon"; ValueType: string; ValueData: "{app}\diar-gui.exe,0"
Root: HKA; Subkey: "Software\Classes\DIAR.Project\shell\open\command"; ValueType: string; ValueData: """{app}\diar-gui.exe"" ""%1"""
Root: HKA; Subkey: "Software\Classes\Applications\diar-gui.exe\shell\open\command"; ValueType: string; ValueData: """{app}\diar-gui.exe"" ""%1"""; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Applications\diar-gui.exe\SupportedTypes"; ValueType: string; ValueName: ".jpg"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\diar-gui.exe\SupportedTypes"; ValueType: string; ValueName: ".png"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\diar-gui.exe\SupportedTypes"; ValueType: string; ValueName: ".tif"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\diar-gui.exe\SupportedTypes"; ValueType: string; ValueName: ".heic"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Directory\shell\DIAR"; ValueType: string; ValueData: "Open with DIAR"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Directory\shell\DIAR"; ValueType: string; ValueName: "Icon"; ValueData: "{app}\diar-gui.exe,0"
Root: HKA; Subkey: "Software\Classes\Directory\shell\DIAR\command"; ValueType: string; ValueData: """{app}\diar-gui.exe"" ""%1"""
Root: HKA; Subkey: "{code:EnvironmentKey}"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: NeedsPath

[Run]
Filename: "{app}\diar-gui.exe"; Description: "{cm:LaunchProgram,DIAR}"; Flags: nowait postinstall skipifsilent

[Code]
function EnvironmentKey(Param: String): String;
begin
  if IsAdminInstallMode then
    Result := 'System\CurrentControlSet\Control\Session Manager\Environment'
  else
    Result := 'Environment';
end;

function NeedsPath: Boolean;
var
  Paths: String;
begin
  if not RegQueryStringValue(HKA, EnvironmentKey(''), 'Path', Paths) then
    Paths := '';
  Result := Pos(';' + Uppercase(ExpandConstant('{app}')) + ';', ';' + Uppercase(Paths) + ';') = 0;
end;
