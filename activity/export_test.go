package activity

// WindowsZones lets the tests ask for every row of the table.
const WindowsZones = windowsZones
