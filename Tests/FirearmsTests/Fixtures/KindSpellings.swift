/// Ways in which people write kinds of firearm, in both languages.
///
/// One spelling a line; after the arrow the state and the codes, all as a person judged them right.
let kindSpellings = #"""
    AK-type -> recognised pistol,rifle
    AK47 assault pistol -> recognised pistol
    ametralladora -> recognised machine_gun
    ARMA CORTA -> recognised pistol,revolver,derringer
    ARMA LARGA -> recognised rifle,shotgun
    arma larga tipo fusil -> recognised rifle
    Assault Rifle -> recognised rifle,machine_gun
    belt-fed -> unknown
    CARABINA -> recognised rifle
    CUERNO DE CHIVO -> recognised rifle,machine_gun
    Derringer -> recognised derringer
    derringer -> recognised derringer
    ESCOPETA -> recognised shotgun
    Escopta -> recognised shotgun
    escuadra -> recognised pistol
    FUSIL -> recognised rifle
    FUSIL DE ASALTO -> recognised rifle,machine_gun
    Grenade Launcher -> recognised launcher
    Handgun -> recognised pistol,revolver,derringer
    Heavy -> unknown
    LANZAGRANADAS -> recognised launcher
    Long Rifle -> recognised rifle
    Lower receiver -> recognised receiver
    Machine Gun -> recognised machine_gun
    Machine gun variant -> recognised machine_gun
    Machine Gun, replica -> recognised rifle,machine_gun
    Machinegun -> recognised machine_gun
    metralleta -> recognised submachine_gun
    Minigun -> recognised machine_gun
    mosquetón -> recognised rifle
    Pistol -> recognised pistol
    pistol -> recognised pistol
    PISTOL -> recognised pistol
    Pistol Handgun -> recognised pistol
    PISTOLA -> recognised pistol
    Pistola -> recognised pistol
    PISTOLA SEMIAUTOMATICA -> recognised pistol
    rebólver -> recognised revolver
    Revolver -> recognised revolver
    REVOLVER -> recognised revolver
    REVÓLVER -> recognised revolver
    Rifle -> recognised rifle
    RIFLE -> recognised rifle
    Rifle with Grenade launcher -> recognised rifle,launcher
    Semi-Auto -> unknown
    Semi-automatic -> unknown
    Semi-Automatic -> unknown
    Shotgun -> recognised shotgun
    SHOTGUN -> recognised shotgun
    silenciador -> recognised silencer
    Sniper -> recognised rifle
    sniper -> recognised rifle
    subametralladora -> recognised submachine_gun
    """#
